"""Rules about remote inspections: live, at the declared site, recorded whole, requirements met, separate people."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.utils import timezone

from tongguan.engines.fieldwork import continuous, read_segments
from tongguan.operations.remote_inspections.contracts import REQUIREMENTS, Requirement
from tongguan.operations.remote_inspections.enums import Outcome
from tongguan.platform.cases.interface import Moving
from tongguan.platform.reference.interface import codes, parameter

SLACK = timedelta(seconds=5)
"""By how much a browser's clock, set after the server's, may still be off."""


class ScheduledAhead:
    """The time must lie ahead, written 2026-03-01 14:30."""

    code = "remote_inspection.time"
    zh = "时间须在将来，格式为 2026-03-01 14:30"
    source = "OP-34: request, then schedule"

    def holds(self, moving: Moving) -> bool:
        """Whether the form names a moment ahead."""
        at = read_local(moving.data.get("at"))
        return at is not None and at > timezone.now()


class ChallengesPassed:
    """The live challenges were not all answered correctly and in time; begin the session again."""

    code = "remote_inspection.challenges"
    zh = "随机口令未全部在时限内正确回答，请重新开始"
    source = "OP-34: randomised live challenges; a pre-recorded video fails"

    def holds(self, moving: Moving) -> bool:
        """Whether every challenge of this session was passed."""
        now = timezone.now()
        found = [each.outcome(now) for each in this_session(moving.case.challenges, moving)]
        return bool(found) and set(found) == {Outcome.PASSED}


class SiteProven:
    """The site's place was not proven: away from the declared site, too inexact, or silent at a challenge."""

    code = "remote_inspection.place"
    zh = "未能证明身处申报地点：定位偏离、精度不足或口令时段无定位"
    source = "OP-34: geo/time proof; the wrong site's GPS fails"

    def holds(self, moving: Moving) -> bool:
        """Whether no place was elsewhere, and each challenge has a good one beside it."""
        places = list(this_session(moving.case.positions, moving))
        if any(place.elsewhere for place in places):
            return False
        good = [place.at for place in places if place.good]
        return all(
            any(each.issue_at - SLACK <= at <= each.expires_at + SLACK for at in good)
            for each in this_session(moving.case.challenges, moving)
        )


class RecordingWhole:
    """The recording has a gap, or does not cover the challenges."""

    code = "remote_inspection.recording"
    zh = "录像缺失、有间断或未覆盖口令时段"
    source = "OP-34: the session is evidence"

    def holds(self, moving: Moving) -> bool:
        """Whether the segments are one recording of this session that holds all challenges."""
        segments = read_segments(moving.data.get("segments"))
        limit = timedelta(seconds=number("remote_inspection.max_video_gap"))
        if not segments or not continuous(segments, limit):
            return False
        start, end = segments[0].started_at, segments[-1].ended_at
        if start < moving.case.started_at - SLACK or end > timezone.now() + SLACK:
            return False
        held = [each for each in this_session(moving.case.challenges, moving) if each.answered_at]
        return all(start - SLACK <= each.issue_at and each.answered_at <= end + SLACK for each in held)


class RecordingNew:
    """A piece of this recording belongs to another session."""

    code = "remote_inspection.replayed"
    zh = "录像段已用于另一次远程查验"
    source = "OP-34: replayed video fails"

    def holds(self, moving: Moving) -> bool:
        """Whether nobody has shown these bytes before."""
        digests = [each.digest for each in read_segments(moving.data.get("segments")) or ()]
        return not type(moving.case).objects.filter(segments__digest__in=digests).exists()


class RequirementsMet:
    """A requirement of the destination was not confirmed."""

    code = "remote_inspection.requirements"
    zh = "输入国要求未全部确认"
    source = "OP-34: destination quarantine requirement checklist"

    def holds(self, moving: Moving) -> bool:
        """Whether all that hold today were confirmed."""
        confirmed = set(str(moving.data.get("requirements") or "").split())
        case = moving.case
        return {each.code for each in requirements_of(case.destination, case.hs_code)} <= confirmed


class RequirementsStand:
    """The requirements changed since the inspection: inspect again."""

    code = "remote_inspection.requirements_changed"
    zh = "查验后输入国要求已变更，须重新查验"
    source = "OP-34: a certificate says what the destination asks for on its day"
    foreseeable = True

    def holds(self, moving: Moving) -> bool:
        """Whether what was confirmed is what holds today."""
        case = moving.case
        now = {each.code: each.text.zh for each in requirements_of(case.destination, case.hs_code)}
        return now == case.confirmed


def this_session(rows, moving: Moving):  # type: ignore[no-untyped-def]
    """The rows of the session under way."""
    return rows.filter(session=moving.case.session).order_by("id")


def requirements_of(destination: str, hs_code: str, on: date | None = None) -> list[Requirement]:
    """What a country asks for goods of a commodity code on a day, in the order of the codes."""
    listed = codes(REQUIREMENTS, on or timezone.localdate())
    return [
        Requirement(code, row.name, row.verified)
        for code, row in sorted(listed.items())
        if applies(row.attributes, destination, hs_code)
    ]


def applies(attributes: Mapping[str, object], destination: str, hs_code: str) -> bool:
    """Whether a requirement's row is about this country and commodity."""
    country, prefix = str(attributes.get("country") or ""), str(attributes.get("hs_prefix") or "")
    return country in ("", destination) and hs_code.startswith(prefix)


def read_local(text: object) -> datetime | None:
    """A moment written `2026-03-01 14:30` in the house's zone; None where it is not one."""
    if not re.fullmatch(r"20\d\d-\d\d-\d\d[ T]\d\d:\d\d", str(text or "").strip()):
        return None
    try:
        return timezone.make_aware(datetime.fromisoformat(str(text).strip()))
    except ValueError:
        return None


def number(code: str) -> float:
    """A legal number of today."""
    return float(str(parameter(code, timezone.localdate())))
