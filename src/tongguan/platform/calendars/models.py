"""Arrangements added to those the product ships: never changed, only overruled by a later announcement."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongguan.engines.calendar import CalendarRow, Kind
from tongguan.engines.problems import Text

KINDS = [(Kind.HOLIDAY.value, _("Holiday")), (Kind.WORKING_DAY.value, _("Make-up working day"))]


class Arrangement(models.Model):
    """Days that are off or worked by a notice; where two speak of one day, the one announced later holds."""

    year = models.PositiveSmallIntegerField(_("Year of the notice"))
    first = models.DateField(_("First day"))
    last = models.DateField(_("Last day"))
    kind = models.CharField(_("Kind"), max_length=12, choices=KINDS)
    zh = models.CharField(_("Chinese name"), max_length=100)
    en = models.CharField(_("English name"), max_length=100)
    announced = models.DateField(_("Announced"))
    source = models.CharField(_("Source"), max_length=300)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="arrangement_days"),
            models.CheckConstraint(condition=~Q(source=""), name="arrangement_has_source"),
            models.UniqueConstraint(
                fields=["year", "first", "last", "kind", "announced"], name="arrangement_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} {self.kind}"

    @property
    def row(self) -> CalendarRow:
        """As the calendar engine takes it."""
        name = Text(zh=self.zh, en=self.en)
        return CalendarRow(
            self.year, self.first, self.last, Kind(self.kind), name, self.announced, self.source
        )
