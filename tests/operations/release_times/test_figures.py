"""Figures counted by the database are those of another implementation over the same rows."""

from __future__ import annotations

import random

import numpy
import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongguan.operations.release_times.models import Release, ReleaseStep
from tongguan.operations.release_times.queries import (
    all_figures,
    figures_of,
    histogram,
    report,
    target_seconds,
)

pytestmark = pytest.mark.django_db
CODE = "lodged_selected"


def measured(count: int, seed: int) -> list[float]:
    """Steps of random length, some alike and some of no length; their seconds."""
    rng = random.Random(seed)
    seconds = [rng.choice([0.0, 60.0, rng.uniform(0, 900), rng.expovariate(1e-5)]) for _ in range(count)]
    releases = Release.objects.bulk_create(Release(declaration=f"F{seed}-{n}") for n in range(count))
    ReleaseStep.objects.bulk_create(
        ReleaseStep(release=release, code=CODE, seconds=length, stopped_seconds=length / 2)
        for release, length in zip(releases, seconds, strict=True)
    )
    return seconds


@pytest.mark.parametrize(("count", "seed"), [(1, 1), (2, 2), (11, 3), (300, 4)])
def test_figures_are_those_of_another_implementation(count: int, seed: int) -> None:
    seconds = measured(count, seed)
    open_step = Release.objects.create(declaration="OPEN")
    ReleaseStep.objects.create(release=open_step, code=CODE)
    ReleaseStep.objects.create(release=open_step, code="clearance", excluded="negative")
    found = figures_of(CODE, ReleaseStep.objects.all())
    assert found.count == count
    for share, value in ((50, found.p50), (80, found.p80), (90, found.p90), (95, found.p95)):
        assert value == pytest.approx(float(numpy.percentile(seconds, share)), rel=1e-9)
    assert found.mean == pytest.approx(float(numpy.mean(seconds)), rel=1e-9)
    assert found.stopped_mean == pytest.approx(float(numpy.mean(seconds)) / 2, rel=1e-9)
    target = target_seconds(CODE)
    assert found.within_target == sum(target is None or length <= target for length in seconds)
    every = {figures.step: figures for figures in all_figures(ReleaseStep.objects.all())}
    assert every[CODE] == found
    assert (every["clearance"].count, every["clearance"].excluded) == (0, {"negative": 1})


@pytest.mark.parametrize(("count", "seed"), [(1, 5), (40, 6), (500, 7)])
def test_the_histogram_is_that_of_another_implementation(count: int, seed: int) -> None:
    seconds = measured(count, seed)
    bins = histogram(CODE, ReleaseStep.objects.all())
    top = float(numpy.percentile(seconds, 99)) or max(seconds) or 1.0
    places = numpy.minimum((numpy.array(seconds) / (top / 16)).astype(int), 15)
    assert [how_many for _low, _high, how_many in bins] == numpy.bincount(places, minlength=16).tolist()


def test_nothing_has_no_figures() -> None:
    assert figures_of(CODE, ReleaseStep.objects.all()).p50 is None
    assert histogram(CODE, ReleaseStep.objects.all()) == []


def test_reads_do_not_grow_with_steps() -> None:
    asked = []
    all_figures(ReleaseStep.objects.all())  # the targets are in memory now
    for count in (1, 20):
        measured(count, count)
        with CaptureQueriesContext(connection) as queries:
            all_figures(ReleaseStep.objects.all())
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_report_is_kept_for_its_own_question_alone(settings) -> None:
    settings.RELEASE_TIMES_KEPT_S = 60
    measured(3, seed=21)
    everybody, nobody = ReleaseStep.objects.all(), ReleaseStep.objects.filter(release__declaration="F21-0")
    first = report(CODE, everybody)
    with CaptureQueriesContext(connection) as again:
        assert report(CODE, everybody) == first
    assert len(again) == 0
    assert [each.count for each in report(CODE, nobody).figures if each.step == CODE] == [1]
    assert report("clearance", everybody).bins == ()
    settings.RELEASE_TIMES_KEPT_S = 0
    cache.clear()
    measured(2, seed=22)
    assert [each.count for each in report(CODE, everybody).figures if each.step == CODE] == [5]
