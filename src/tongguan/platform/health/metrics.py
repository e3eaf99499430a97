"""The readings and the durations of requests in Prometheus' text form, beside the process' own figures."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from tongguan.platform.health.contracts import Reading

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Where the web processes of one house keep their durations together; without it each tells its own."""
REQUESTS = Histogram(
    "tongguan_request_seconds",
    "Seconds from a request to its response, by route template and method.",
    ["route", "method"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=None,
)


class _Readings(Collector):
    def __init__(self, readings: Iterable[Reading]) -> None:
        self.readings = tuple(readings)

    def collect(self) -> Iterator[Metric]:
        good = GaugeMetricFamily(
            "tongguan_good", "1 where the reading is as it should be.", labels=["reading"]
        )
        value = GaugeMetricFamily("tongguan_reading", "The reading in its unit.", labels=["reading", "unit"])
        for reading in self.readings:
            good.add_metric([reading.code], float(reading.good))
            if reading.value is not None:
                value.add_metric([reading.code, reading.unit], reading.value)
        yield good
        yield value


def exposed(readings: Iterable[Reading]) -> bytes:
    """The text that Prometheus scrapes."""
    registry = CollectorRegistry()
    registry.register(_Readings(readings))
    ProcessCollector(registry=registry)
    if os.environ.get(SHARED_FOLDER):
        MultiProcessCollector(registry)
    else:
        registry.register(REQUESTS)
    return generate_latest(registry)
