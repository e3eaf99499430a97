"""How a hall with queues bears its travellers: discrete-event simulation of many days at once, with intervals.

`simulate(scenario)` plays a scenario; `compare(paper, smart)` plays two under the same arrivals and judges how many
times more a channel passes in an hour; `read_scenario(data)` reads one out of JSON with problems in place of errors.
"""

from tongguan.engines.flows.arrivals import arrivals_of
from tongguan.engines.flows.comparing import Comparison, Holds, compare, sweep
from tongguan.engines.flows.formulas import erlang_c, md1_wait, mg1_wait, mmc_wait
from tongguan.engines.flows.intervals import Estimate, estimate, student_t
from tongguan.engines.flows.reading import read_scenario, written
from tongguan.engines.flows.scenario import (
    Flight,
    Flights,
    Poisson,
    Route,
    Scenario,
    Service,
    Shape,
    Shift,
    Station,
)
from tongguan.engines.flows.services import draw
from tongguan.engines.flows.simulation import Result, StationResult, simulate
from tongguan.engines.flows.stations import serve

__all__ = [
    "Comparison",
    "Estimate",
    "Flight",
    "Flights",
    "Holds",
    "Poisson",
    "Result",
    "Route",
    "Scenario",
    "Service",
    "Shape",
    "Shift",
    "Station",
    "StationResult",
    "arrivals_of",
    "compare",
    "draw",
    "erlang_c",
    "estimate",
    "md1_wait",
    "mg1_wait",
    "mmc_wait",
    "read_scenario",
    "serve",
    "simulate",
    "student_t",
    "sweep",
    "written",
]
