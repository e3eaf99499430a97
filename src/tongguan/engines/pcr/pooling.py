"""How many samples to test together: expected tests a person for pools (Dorfman 1943) and square arrays.

Dorfman: n samples in one tube; if it is positive, each alone: 1/n + 1 − (1 − p)^n tests a person.
Array of n by n: each row and column pooled; a sample is tested alone where both its row and its column are positive
(Phatarfod & Sudbury, Stat. Med. 13, 1994): 2/n + p·1 + (1 − p)·(1 − (1 − p)^(n−1))².
Sensitivity: what a sample must pass to be found; dilution makes a pool's lower, which is why sizes are bounded.
"""

from __future__ import annotations

from dataclasses import dataclass

MOST = 20
"""Beyond this nobody pools by hand, and dilution costs more than it saves."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A way of pooling: `single`, `dorfman` or `array`, the pool's size, expected tests a person, expected share of
    infected persons found, and how many tubes the first round of so many persons takes."""

    method: str
    size: int
    tests_per_person: float
    sensitivity: float

    def first_round(self, persons: int) -> int:
        """Tubes of the first round; incomplete pools and arrays count as they are."""
        if self.method == "single":
            return persons
        if self.method == "dorfman":
            return -(-persons // self.size)
        whole, rest = divmod(persons, self.size**2)
        columns = min(rest, self.size)
        return whole * 2 * self.size + -(-rest // self.size) + columns


def single(sensitivity: float = 1.0) -> Plan:
    """Everybody alone."""
    return Plan("single", 1, 1.0, sensitivity)


def dorfman(prevalence: float, size: int, sensitivity: float = 1.0, pool_sensitivity: float = 1.0) -> Plan:
    """Pools of `size`. ValueError for a share outside 0 to 1 or a size below 2."""
    _check(prevalence, size)
    none = (1 - prevalence) ** size
    return Plan("dorfman", size, 1 / size + (1 - none) * pool_sensitivity, pool_sensitivity * sensitivity)


def array(prevalence: float, size: int, sensitivity: float = 1.0, pool_sensitivity: float = 1.0) -> Plan:
    """Square arrays of `size` by `size`. ValueError as above."""
    _check(prevalence, size)
    other = (1 - (1 - prevalence) ** (size - 1)) * pool_sensitivity
    alone = prevalence * pool_sensitivity**2 + (1 - prevalence) * other**2
    return Plan("array", size, 2 / size + alone, pool_sensitivity**2 * sensitivity)


def best(
    prevalence: float,
    *,
    most: int = 10,
    sensitivity: float = 1.0,
    pool_sensitivity: float = 1.0,
    least_found: float = 0.0,
) -> Plan:
    """The plan of fewest expected tests that finds `least_found` of the infected; testing alone is always one."""
    sizes = range(2, min(most, MOST) + 1)
    plans = [single(sensitivity)]
    for size in sizes:
        plans.append(dorfman(prevalence, size, sensitivity, pool_sensitivity))
        plans.append(array(prevalence, size, sensitivity, pool_sensitivity))
    able = [plan for plan in plans if plan.sensitivity >= least_found] or plans[:1]
    return min(able, key=lambda plan: (round(plan.tests_per_person, 12), plan.size))


def _check(prevalence: float, size: int) -> None:
    if not 0 <= prevalence <= 1 or size < 2:
        raise ValueError("a share from 0 to 1 and a size of at least 2")
