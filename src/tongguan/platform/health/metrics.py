"""The readings in Prometheus' text form, beside the process' own figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from tongguan.platform.health.contracts import Reading


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
    return generate_latest(registry)
