"""Whose document was read in an encounter."""

from __future__ import annotations

from django.utils import timezone

from tongguan.engines.fusion import Channel
from tongguan.engines.mrz import read_text
from tongguan.operations.lanes.models import LogEntry
from tongguan.operations.lanes.queries.pages import visible_encounter
from tongguan.operations.travellers.interface import DocumentFields
from tongguan.platform.permissions.interface import Actor


def document_in(*, actor: Actor, encounter_id: int) -> tuple[DocumentFields | None, int]:
    """What the zone said that was read in an encounter, and the lane's office, for whoever takes the traveller over.

    None where no zone was read or the time to keep it is over. Raises NotFound. The caller keeps it sealed.
    """
    row = visible_encounter(actor, encounter_id)
    position = row.told["channels"].get(Channel.DOCUMENT, {}).get("position")
    entry = LogEntry.objects.filter(pk=position, lane=row.lane).first() if position else None
    read = read_text(str((entry.payload or {}).get("mrz", "")), timezone.localdate()).fields if entry else {}
    name = " ".join(filter(None, (read.get("surname", ""), read.get("given_names", ""))))
    if not name:
        return None, row.lane.office_id
    fields = DocumentFields(
        number=read.get("number", ""),
        country=read.get("issuer", ""),
        names=(name,),
        birth_date=read.get("birth_date", ""),
        sex=read.get("sex", ""),
        nationality=read.get("nationality", ""),
    )
    return fields, row.lane.office_id
