"""Rules about endoscope sessions: through a hole that is wide enough, of declared goods, without a gap."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal, InvalidOperation

from django.utils import timezone

from tongguan.engines.fieldwork import continuous, read_segments, read_stills, read_time
from tongguan.operations.declarations.interface import lodged_snapshot
from tongguan.operations.inspections.interface import facts_of
from tongguan.platform.cases.interface import Moving
from tongguan.platform.permissions.interface import NotFound
from tongguan.platform.reference.interface import parameter

MIN_DIAMETER, MAX_GAP = "endoscopy.min_entry_diameter", "endoscopy.max_video_gap"


class HoleWideEnough:
    """The hole is narrower than an endoscope may be put through."""

    code = "endoscopy.hole"
    zh = "插入孔直径小于规定的最小直径"
    source = "OP-19: any hole of 1 cm or more admits the tube"

    def holds(self, moving: Moving) -> bool:
        """Whether the measured diameter reaches the limit of the day."""
        try:
            diameter_cm = Decimal(str(moving.data["entry_diameter_cm"]))
        except InvalidOperation:
            return False
        return diameter_cm >= Decimal(str(parameter(MIN_DIAMETER, timezone.localdate())))


class DeclarationLinked:
    """There is no lodged declaration behind this inspection."""

    code = "endoscopy.no_declaration"
    zh = "该查验没有对应的已申报报关单"
    source = "OP-19: a session without a declaration is not completable"

    def holds(self, moving: Moving) -> bool:
        """Whether the goods looked at are declared."""
        try:
            lodged_snapshot(moving.case.declaration)
        except NotFound:
            return False
        return True


class OnTheSpot:
    """The inspector has not arrived at this container, or has reported already."""

    code = "endoscopy.not_there"
    zh = "查验关员尚未到场，或已提交查验记录"
    source = "OP-19, OP-24: a session belongs to an inspection under way"

    def holds(self, moving: Moving) -> bool:
        """Whether the hole was measured after the arrival and before the report."""
        facts = facts_of(moving.case.inspection)
        at = read_time(moving.data.get("at"), timezone.now())
        if at is None or facts.arrived_at is None:
            return False
        return facts.arrived_at <= at and (facts.submitted_at is None or at <= facts.submitted_at)


class WithoutGap:
    """The recording has a gap, overlaps itself, or is missing."""

    code = "endoscopy.gap"
    zh = "录像缺失、有间断或时间重叠"
    source = "OP-19: a video gap makes a session not completable"

    def holds(self, moving: Moving) -> bool:
        """Whether the segments follow each other within the limit, in time with the session."""
        segments = read_segments(moving.data.get("segments"))
        limit = timedelta(seconds=float(str(parameter(MAX_GAP, timezone.localdate()))))
        if not segments or not continuous(segments, limit):
            return False
        tolerance = timedelta(minutes=int(str(parameter("inspection.clock_tolerance", timezone.localdate()))))
        latest = timezone.now() + tolerance
        return bool(moving.case.opened_at <= segments[0].started_at and segments[-1].ended_at <= latest)


class StillsBound:
    """A still with its time and place is needed, taken while the recording ran."""

    code = "endoscopy.stills"
    zh = "须有至少一张带时间和位置、在录像期间拍摄的照片"
    source = "OP-19: stills bound to the declaration with hash, time and place"

    def holds(self, moving: Moving) -> bool:
        """Whether there are stills and all lie within the recording."""
        stills, segments = read_stills(moving.data.get("stills")), read_segments(moving.data.get("segments"))
        if not stills or not segments:
            return False
        return all(segments[0].started_at <= each.taken_at <= segments[-1].ended_at for each in stills)
