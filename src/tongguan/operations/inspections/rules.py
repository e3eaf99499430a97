"""Rules about inspections: the right box, in the right order of time, with the evidence the instruction asks for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from tongguan.engines.fieldwork import DIGEST, read_degrees, read_list, read_time
from tongguan.engines.identifiers import CONTAINER_NUMBER
from tongguan.operations.inspections.contracts import MAX_FINDINGS, MAX_PHOTOS, PhotoFact
from tongguan.operations.inspections.enums import Photo, Unloading
from tongguan.platform.cases.interface import Moving
from tongguan.platform.queues.interface import roster
from tongguan.platform.reference.interface import parameter

AT_DOORS = (Photo.CONTAINER, Photo.SEAL, Photo.OPENED)
MANDATORY: Mapping[str, tuple[str, ...]] = {
    Unloading.DOORS: AT_DOORS,
    Unloading.PARTIAL: (*AT_DOORS, Photo.GOODS),
    Unloading.FULL: (*AT_DOORS, Photo.GOODS, Photo.EMPTIED),
    "": (Photo.GOODS,),
}
"""Which photographs an instruction asks for; goods without a container need those of the goods."""


class InspectorDrawn:
    """No inspector was drawn for this inspection."""

    code = "inspection.no_inspector"
    zh = "尚未随机指派查验关员"
    source = "OP-23: never a manual pick without reason and approval"

    def holds(self, moving: Moving) -> bool:
        """Whether the draw named somebody."""
        return moving.case.drawn_inspector_id is not None


class NotExaminedBefore:
    """Separation of duties: whoever read the image, ordered the inspection or inspected before may not inspect."""

    code = "inspection.acted_before"
    zh = "职责分离：审图、下达指令或首次查验的关员不能查验"
    source = "OP-09, OP-23: inspector, analyst and re-inspector are different people"
    foreseeable = True

    def holds(self, moving: Moving) -> bool:
        """Whether the person in question is none of those who acted before."""
        acting = moving.case.owner_id if moving.case.owner_id else moving.case.drawn_inspector_id
        return acting not in moving.case.acted_before


class NotConflicted:
    """You declared a conflict of interest with a firm behind these goods; ask for a reassignment."""

    code = "inspection.conflict"
    zh = "您与该批货物的企业存在利益冲突，请申请改派"
    source = "OP-23: officers keep away from firms they are tied to"
    foreseeable = True

    def holds(self, moving: Moving) -> bool:
        """Whether no firm behind the goods is one the actor keeps away from."""
        listed = (o for o in roster("", timezone.now()) if o.id == str(moving.actor.user_id))
        barred = {firm for officer in listed for firm in officer.kin_firms}
        return not barred & set(moving.case.firms)


class RightContainer:
    """This is not the container to be inspected."""

    code = "inspection.wrong_container"
    zh = "箱号与查验指令不符"
    source = "OP-24: wrong container is not submittable"

    def holds(self, moving: Moving) -> bool:
        """Whether the number read off the box is the ordered one."""
        read = CONTAINER_NUMBER.normalize(str(moving.data.get("container") or ""))
        return not moving.case.container or read == moving.case.container


class TimesInOrder:
    """The times run backwards, or ahead of the server's clock."""

    code = "inspection.times"
    zh = "时间顺序颠倒，或晚于服务器时间"
    source = "OP-24: reversed times are not submittable; the server's clock decides"

    def holds(self, moving: Moving) -> bool:
        """Whether order, arrival, start, photographs and end follow each other and none lies in the future."""
        case, now = moving.case, timezone.now()
        at = read_time(moving.data.get("at"), now)
        photos = read_photos(moving.data.get("photos")) or []
        if at is None:
            return False
        limit = timedelta(minutes=int(parameter("inspection.clock_tolerance", timezone.localdate(now))))
        known = [each for each in (case.arrived_at, case.started_at) if each]
        before = known[-1] if known else case.created_at - limit
        course = [before, *sorted(photo.taken_at for photo in photos), at]
        return course == sorted(course) and at <= now + limit


class EvidenceComplete:
    """A photograph that the instruction asks for is missing."""

    code = "inspection.photo_missing"
    zh = "缺少查验指令要求的照片"
    source = "OP-24: mandatory evidence by instruction"

    def holds(self, moving: Moving) -> bool:
        """Whether every kind of photograph is there."""
        kinds = {photo.kind for photo in read_photos(moving.data.get("photos")) or ()}
        return kinds >= set(MANDATORY[moving.case.unloading])


SAME_CLOCK = timedelta(seconds=2)
"""A difference of two clocks below this is the network's, not the phone's."""


def clock_offset(device_now: datetime, server_now: datetime, error: timedelta = timedelta(0)) -> timedelta:
    """What is added to a phone's times to have the server's; both clocks read at one moment, give or take `error`."""
    off = server_now - device_now
    return timedelta(0) if abs(off) < SAME_CLOCK + error else off


def read_photos(text: Any) -> list[PhotoFact] | None:
    """The photographs of a report, from JSON; None where it is not such a list."""
    found = [_photo(each) for each in read_list(text, MAX_PHOTOS) or [None]] if text else []
    return None if None in found else [each for each in found if each]


def read_findings(text: Any, codes: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """The findings of a report: goods line, result code of the list, words. None where it is not such a list."""
    if not text:
        return []
    given = read_list(text, MAX_FINDINGS)
    found = [_finding(each, codes) for each in given] if given is not None else [None]
    return None if None in found else [each for each in found if each]


def _photo(given: Any) -> PhotoFact | None:
    if not isinstance(given, dict) or given.get("kind") not in Photo.values:
        return None
    digest, at = str(given.get("digest")), read_time(given.get("taken_at"))
    if not DIGEST.fullmatch(digest) or at is None:
        return None
    if given.get("latitude") in (None, ""):
        return PhotoFact(digest, given["kind"], at)
    latitude, longitude = read_degrees(given["latitude"], 90), read_degrees(given.get("longitude"), 180)
    if latitude is None or longitude is None:
        return None
    return PhotoFact(digest, given["kind"], at, latitude, longitude)


def _finding(given: Any, codes: Mapping[str, Any]) -> dict[str, Any] | None:
    if not isinstance(given, dict) or given.get("code") not in codes:
        return None
    line = given.get("line_number", 0)
    if type(line) is not int or not 0 <= line <= 9999:
        return None
    return {"line_number": line, "code": given["code"], "text": str(given.get("text") or "")[:500]}
