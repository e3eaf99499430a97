"""Rereading a whole log against the checkpoints it has published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tongguan.engines.problems import Problem
from tongguan.engines.tlog.checkpoint import Checkpoint
from tongguan.engines.tlog.findings import finding
from tongguan.engines.tlog.hashing import RunningRoot, leaf_hash
from tongguan.engines.tlog.verdict import Verdict


def audit(entries: Iterable[bytes], checkpoints: Sequence[Checkpoint]) -> Verdict:
    """Whether the entries, in order, are the ones that every checkpoint signed; one pass, O(log n) memory.

    A changed, dropped, added or moved entry shows as the first checkpoint that disagrees, with the last one
    that agreed: the alteration lies between the two. The checkpoints' signatures are the caller's to open.
    """
    running, good, problems = RunningRoot(), 0, []
    waiting = sorted(checkpoints, key=lambda checkpoint: checkpoint.size)
    stream = iter(entries)
    for checkpoint in waiting:
        while running.size < checkpoint.size:
            entry = next(stream, None)
            if entry is None:
                break
            running.add(leaf_hash(entry))
        problem = _disagreement(running, checkpoint, good)
        if problem:
            problems.append(problem)
            break
        good = checkpoint.size
    return Verdict.of(problems, ("entries", "checkpoints"))


def _disagreement(running: RunningRoot, checkpoint: Checkpoint, good: int) -> Problem | None:
    if running.size < checkpoint.size:
        return finding("log.shorter", found=running.size, size=checkpoint.size)
    if running.root() != checkpoint.root:
        return finding("log.root", size=checkpoint.size, good=good)
    return None
