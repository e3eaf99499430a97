"""Invented draws to test with."""

from fractions import Fraction

from tongguan.engines.draw import Entry, Inputs, Officer, Party, Reveal, Role, Rules, commitment_of

CUTOFF_MS = 1_800_000_000_250
PARTIES = ("auditor", "chamber", "customs")
ROLES = (
    Role("inspector", skills=("inspect",), people=2, entry_skills=True),
    Role("re_inspector", skills=("inspect",), probability=Fraction(1, 2), entry_skills=True),
    Role("image_reviewer", skills=("images",), same_site=False),
    Role("releasing_officer", skills=("release",)),
)


def secret_of(party: str, number: int = 0) -> bytes:
    return f"{party}'s secret of draw {number}".encode().ljust(32, b".")


def reveals_of(number: int = 0, parties: tuple[str, ...] = PARTIES) -> list[Reveal]:
    return [
        Reveal(party, secret_of(party, number).hex(), (b"n" * 16).hex(), CUTOFF_MS + 60_000)
        for party in parties
    ]


def parties_of(number: int = 0) -> tuple[Party, ...]:
    return tuple(
        Party(
            party,
            commitment_of(f"draw-{number}", party, secret_of(party, number), b"n" * 16),
            CUTOFF_MS - 60_000,
        )
        for party in PARTIES
    )


def officers(count: int = 24, sites: tuple[str, ...] = ("east", "west")) -> tuple[Officer, ...]:
    return tuple(
        Officer(
            f"officer-{number:02}",
            site=sites[number % len(sites)],
            skills=("images", "inspect", "release") if number % 3 else ("inspect", "chemicals", "release"),
            load=number % 5,
            recent_firms=(f"firm-{number % 7}",),
            kin_firms=(f"firm-{number + 100}",),
            own_cases=(f"entry-{number:04}",),
        )
        for number in range(count)
    )


def entries(count: int = 60) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            f"entry-{number:04}",
            risk_probability=Fraction(number % 5, 8),
            site="east" if number % 2 else "west",
            firms=(f"firm-{number % 9}", f"agent-{number % 3}"),
            skills=("chemicals",) if number % 10 == 0 else (),
            options={
                "container": (f"CNTR{number}1", f"CNTR{number}2", f"CNTR{number}3"),
                "unloading": ("doors", "half", "full"),
            },
            attributes={"office": "9901"},
        )
        for number in range(count)
    )


def inputs(number: int = 0, **changes) -> Inputs:
    values = {
        "draw_id": f"draw-{number}",
        "cutoff_ms": CUTOFF_MS,
        "parties": parties_of(number),
        "pool": entries(),
        "rules": Rules(random_probability=Fraction(1, 10), roles=ROLES),
        "roster": officers(),
        "roster_salt": "5a" * 16,
    }
    return Inputs(**values | changes)
