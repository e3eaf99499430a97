"""From Ct values to what a laboratory may say of a run and of a sample, by the kit's rules.

Default rules: Chinese technical guide for nucleic-acid testing (Ct below 37 positive, 37 to 40 repeated, single targets
collected again); each number comes from the kit's row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tongguan.engines.pcr import messages
from tongguan.engines.pcr.kit import Kit
from tongguan.engines.problems import Problem, Text


class Role(StrEnum):
    """What a well holds."""

    SAMPLE = "sample"
    POSITIVE_CONTROL = "positive_control"
    NO_TEMPLATE = "no_template"


class Call(StrEnum):
    """What one well says of one target."""

    POSITIVE = "positive"
    GREY = "grey"
    NEGATIVE = "negative"


class Result(StrEnum):
    """What is said of a sample. REPEAT: measure the same sample again; RECOLLECT: take another one and test it too."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    REPEAT = "repeat"
    RECOLLECT = "recollect"
    INVALID = "invalid"
    POOL_POSITIVE = "pool_positive"


@dataclass(frozen=True, slots=True)
class Well:
    """One well: its place on the plate, what it holds, and for each channel Ct and whether the rise is clear."""

    place: str
    role: Role
    sample: str
    cts: dict[str, float | None]
    clear: dict[str, bool]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of a sample, why, and each target's calls, replicates in order."""

    sample: str
    result: Result
    reason: Text
    calls: dict[str, tuple[Call, ...]]


def call_of(well: Well, target: str, kit: Kit, *, pooled: bool = False) -> Call:
    """One target of one well."""
    ct = well.cts.get(target)
    if ct is None:
        return Call.NEGATIVE
    if pooled:
        return (
            Call.POSITIVE
            if ct < kit.pool_positive_below_ct and well.clear.get(target, False)
            else Call.NEGATIVE
        )
    if not well.clear.get(target, False) or ct >= kit.negative_from_ct:
        return Call.NEGATIVE
    return Call.POSITIVE if ct < kit.positive_below_ct else Call.GREY


def run_faults(wells: Sequence[Well], kit: Kit) -> list[Problem]:
    """Why a run is void: a control is missing, the positive one did not come, or the one without template did."""
    faults = []
    for role, missing in (
        (Role.POSITIVE_CONTROL, messages.NO_POSITIVE),
        (Role.NO_TEMPLATE, messages.NO_BLANK),
    ):
        if not any(well.role == role for well in wells):
            faults.append(Problem(f"pcr.{role}_missing", missing, "/wells"))
    for well in wells:
        for target in kit.targets:
            ct, where = well.cts.get(target), f"/wells/{well.place}"
            filled = {"place": well.place, "target": target, "ct": "—" if ct is None else f"{ct:.1f}"}
            if well.role == Role.POSITIVE_CONTROL and (ct is None or ct >= kit.positive_control_before_ct):
                faults.append(
                    Problem("pcr.positive_control", messages.POSITIVE_FAILED.filled(**filled), where)
                )
            if well.role == Role.NO_TEMPLATE and ct is not None and ct < kit.negative_from_ct:
                faults.append(Problem("pcr.no_template", messages.CONTAMINATED.filled(**filled), where))
    return faults


def verdict_of(
    sample: str,
    wells: Sequence[Well],
    kit: Kit,
    *,
    pooled: bool = False,
    single_before: bool = False,
    repeated: bool = False,
) -> Verdict:
    """What the replicates of one sample say together. `single_before`: an earlier sample or specimen of the same person
    already had a single positive target, which makes a second one positive. `repeated`: the sample was grey before and
    is measured again; a grey well with a clear rise now counts as positive, and replicates decide by their majority,
    a tie for positive."""
    calls = {
        target: tuple(call_of(well, target, kit, pooled=pooled) for well in wells) for target in kit.targets
    }
    found = {target for target in kit.targets if _stands(calls[target], repeated)}
    some = {target for target in kit.targets if set(calls[target]) & {Call.POSITIVE, Call.GREY}}
    if repeated and not pooled:
        some = found
    if not wells:
        return Verdict(sample, Result.INVALID, messages.NO_WELL, calls)
    if pooled and some:
        return Verdict(sample, Result.POOL_POSITIVE, messages.POOL, calls)
    if found == set(kit.targets):
        return Verdict(sample, Result.POSITIVE, messages.ALL_TARGETS, calls)
    # A strong target takes the reagents from the internal control, so this is asked after the targets (kit rules).
    weak = [w for w in wells if not _came(w, kit.internal_control, kit.internal_control_before_ct)]
    if weak and not some:
        return Verdict(sample, Result.INVALID, messages.INTERNAL.filled(place=weak[0].place), calls)
    if not some:
        return Verdict(sample, Result.NEGATIVE, messages.NOTHING, calls)
    if some != found:
        return Verdict(sample, Result.REPEAT, messages.NOT_ALIKE, calls)
    if single_before:
        return Verdict(sample, Result.POSITIVE, messages.SINGLE_TWICE, calls)
    return Verdict(sample, Result.RECOLLECT, messages.SINGLE, calls)


def _stands(calls: tuple[Call, ...], repeated: bool) -> bool:
    """Whether the replicates of a target say positive."""
    if repeated:
        return bool(calls) and 2 * sum(call is not Call.NEGATIVE for call in calls) >= len(calls)
    return bool(calls) and set(calls) == {Call.POSITIVE}


def _came(well: Well, channel: str, before_ct: float) -> bool:
    ct = well.cts.get(channel)
    return ct is not None and ct < before_ct and well.clear.get(channel, False)
