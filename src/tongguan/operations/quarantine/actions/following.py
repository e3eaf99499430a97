"""Orders that follow what an officer decided elsewhere: a traveller taken over in a lane, a close contact confirmed."""

from __future__ import annotations

from tongguan.operations.lanes.interface import document_in
from tongguan.operations.quarantine.actions.ordering import order_sample
from tongguan.operations.quarantine.contracts import DOCUMENT_INDEX, Person, Relation
from tongguan.operations.quarantine.enums import OrderState
from tongguan.operations.quarantine.models import SamplingOrder
from tongguan.operations.travellers.interface import DocumentFields, person_of_hit
from tongguan.platform.permissions.interface import SYSTEM
from tongguan.platform.privacy.interface import blind_index


def order_for_encounter(encounter_id: int) -> SamplingOrder | None:
    """A sample of whoever quarantine took over in a lane; None where the lane no longer knows who it was."""
    read, office_id = document_in(actor=SYSTEM, encounter_id=encounter_id)
    return _order(read, office_id, Relation("encounter", str(encounter_id))) if read else None


def order_for_hit(reference: str) -> SamplingOrder | None:
    """A sample of a traveller confirmed as a close contact; other lists are no reason to sample."""
    hit = person_of_hit(actor=SYSTEM, reference=reference)
    if hit is None or not hit.contact or hit.office_id is None:
        return None
    return _order(hit.fields, hit.office_id, Relation("hit", reference), hit.flight, hit.seat)


def _order(
    read: DocumentFields, office_id: int, cause: Relation, flight: str = "", seat: str = ""
) -> SamplingOrder:
    """One order a person at a time: who waits to be sampled already is not ordered again."""
    index = blind_index(read.number, DOCUMENT_INDEX) if read.number else ""
    waiting = SamplingOrder.objects.filter(document_index=index, state=OrderState.ORDERED).exclude(
        document_index=""
    )
    if (found := waiting.first()) is not None:
        return found
    person = Person(
        name=read.names[0],
        document=read.number,
        nationality=read.nationality,
        born_on=read.birth_date,
        sex=read.sex,
        flight=flight,
        seat=seat,
    )
    return order_sample(actor=SYSTEM, office_id=office_id, person=person, cause=cause)[0]
