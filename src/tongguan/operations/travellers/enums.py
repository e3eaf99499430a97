"""What messages do, where passengers and hits stand, what a screening says, which lists there are and why one asks."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tongguan.engines.screening import Decision as Decision


class Verdict(TextChoices):
    """What screening said of a passenger; empty: not screened yet."""

    CLEAR = "clear", _("Nothing found")
    POSSIBLE = "possible", _("Possible")
    MATCH = "match", _("Strong match")


class Presence(TextChoices):
    """Whether messages still name a passenger."""

    LISTED = "listed", _("Listed")
    WITHDRAWN = "withdrawn", _("Taken off")


class HitState(TextChoices):
    """Where a hit stands. Expired: the entry, the person or the window went before anybody decided."""

    OPEN = "open", _("To decide")
    CONFIRMED = "confirmed", _("Confirmed match")
    NOT_A_MATCH = "not_a_match", _("Not a match")
    EXPIRED = "expired", _("Expired")


class ListKind(TextChoices):
    """How a list's files are read and how old they may be."""

    CONTACTS = "contacts", _("Close contacts")
    OFAC = "ofac", _("OFAC SDN")
    FTM = "ftm", _("FollowTheMoney")
    CSV = "csv", _("Table file")


class Ended(TextChoices):
    """Why a hit ended without a decision."""

    ENTRY_REMOVED = "entry_removed", _("The entry was taken off its list")
    ENTRY_CHANGED = "entry_changed", _("The entry changed")
    ENTRY_EXPIRED = "entry_expired", _("The entry's days are over")
    PERSON_CHANGED = "person_changed", _("The passenger's data changed")
    PERSON_WITHDRAWN = "person_withdrawn", _("The passenger was taken off the flight")


class Purpose(TextChoices):
    """Why somebody looks a person up or sees a list's own data."""

    COUNTER = "counter", _("Check at the counter")
    INTERVIEW = "interview", _("Questions to the passenger")
    DECISION = "decision", _("Decision on a hit")
    SUPERVISION = "supervision", _("Supervision of decisions")
    LANE = "lane", _("Automatic lane")
