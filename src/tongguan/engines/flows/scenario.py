"""What is simulated: arrivals, stations with their staff and service times, ways through them. All times in seconds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """The form of a distribution of service times."""

    FIXED = "fixed"
    EXPONENTIAL = "exponential"
    LOGNORMAL = "lognormal"
    GAMMA = "gamma"


@dataclass(frozen=True, slots=True)
class Service:
    """How long one service takes; `cv` is the standard deviation over the mean, for lognormal and gamma."""

    shape: Shape
    mean_s: float
    cv: float = 0.0


@dataclass(frozen=True, slots=True)
class Shift:
    """From `at_s` on so many servers are there, until the next shift."""

    at_s: float
    servers: int


@dataclass(frozen=True, slots=True)
class Station:
    """Servers with one queue, first come, first served; a service that has begun is ended after the shift."""

    code: str
    shifts: tuple[Shift, ...]
    service: Service

    @property
    def most(self) -> int:
        """The most servers at any time."""
        return max((shift.servers for shift in self.shifts), default=0)


@dataclass(frozen=True, slots=True)
class Route:
    """From a station (empty: from the door) such a share of travellers goes on to a later station; the rest leave."""

    start: str
    end: str
    share: float


@dataclass(frozen=True, slots=True)
class Poisson:
    """Arrivals one by one and independent: `per_hour[k]` holds in the k-th of equal parts of the horizon."""

    per_hour: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Flight:
    """Doors open at `at_s` with so many seats, of which `load` are taken on average."""

    at_s: float
    seats: int
    load: float = 0.8


@dataclass(frozen=True, slots=True)
class Flights:
    """Arrivals in batches: a traveller leaves the aircraft at a steady rate, then walks to the hall at their pace."""

    flights: tuple[Flight, ...]
    leave_per_min: float = 20.0
    walk: Service = Service(Shape.GAMMA, 420.0, 0.35)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A hall for one day. `stations` are in the order in which they can be passed; the hall is empty at 0, what happens
    before `warmup_s` is not counted, nobody arrives after `horizon_s`."""

    name: str
    arrivals: Poisson | Flights
    stations: tuple[Station, ...]
    routes: tuple[Route, ...]
    horizon_s: float
    warmup_s: float = 0.0
    replications: int = 100
    seed: int = 1

    def station(self, code: str) -> Station:
        """The station of that code; KeyError where there is none."""
        for each in self.stations:
            if each.code == code:
                return each
        raise KeyError(code)

    @property
    def expected(self) -> float:
        """How many travellers a day has on average."""
        if isinstance(self.arrivals, Poisson):
            parts = self.arrivals.per_hour
            return sum(parts) / len(parts) * self.horizon_s / 3600 if parts else 0.0
        return sum(flight.seats * flight.load for flight in self.arrivals.flights)
