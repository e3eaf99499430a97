"""The five forms of a machine-readable zone (ICAO Doc 9303: TD1 part 5, TD2 part 6, TD3 part 4, visas part 7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tongguan.engines.mrz.check import FILLER


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of one line, both counted from 0; `stop` is excluded."""

    line: int
    start: int
    stop: int

    def of(self, lines: tuple[str, ...]) -> str:
        """Its characters."""
        return lines[self.line][self.start : self.stop]


@dataclass(frozen=True, slots=True)
class Check:
    """A check digit: which field it is named for, what it covers in order, and where it stands."""

    name: str
    covers: tuple[Span, ...]
    digit: Span


@dataclass(frozen=True, slots=True)
class Layout:
    """One form: how many lines of which width, where its fields are, its check digits. `continues` is where a
    document number goes on that is longer than its field (part 5, note j): then its check digit's place is a filler."""

    code: str
    height: int
    width: int
    fields: dict[str, Span]
    checks: tuple[Check, ...]
    continues: Span | None = None

    def long_number(self, lines: tuple[str, ...]) -> tuple[str, str] | None:
        """A document number that goes on in the optional data, and its check digit; None where it fits its field."""
        if self.continues is None:
            return None
        check = next(each for each in self.checks if each.name == "number")
        rest = self.continues.of(lines).split(FILLER)[0]
        if check.digit.of(lines) != FILLER or len(rest) < 2:
            return None
        return self.fields["number"].of(lines) + rest[:-1], rest[-1]

    def checked(self, lines: tuple[str, ...]) -> Iterator[tuple[Check, str, str]]:
        """Each check digit with the text it is for and the digit that stands there."""
        for check in self.checks:
            long = self.long_number(lines) if check.name == "number" else None
            text, digit = long or ("".join(span.of(lines) for span in check.covers), check.digit.of(lines))
            yield check, text, digit


def _two_lines(code: str, width: int, optional: Span, *checks: Check) -> Layout:
    """Passports, visas and cards of two lines differ only in width and in what ends their second line."""
    number, birth, expiry = Span(1, 0, 9), Span(1, 13, 19), Span(1, 21, 27)
    fields = {
        "document_code": Span(0, 0, 2), "issuer": Span(0, 2, 5), "names": Span(0, 5, width), "number": number,
        "nationality": Span(1, 10, 13), "birth_date": birth, "sex": Span(1, 20, 21), "expiry_date": expiry,
        "optional": optional,
    }  # fmt: skip
    own = (
        Check("number", (number,), Span(1, 9, 10)),
        Check("birth_date", (birth,), Span(1, 19, 20)),
        Check("expiry_date", (expiry,), Span(1, 27, 28)),
    )
    return Layout(code, 2, width, fields, own + checks, optional if code == "TD2" else None)


def _composite(*covers: Span, digit: Span) -> Check:
    return Check("composite", covers, digit)


TD3 = _two_lines(
    "TD3", 44, Span(1, 28, 42),
    Check("optional", (Span(1, 28, 42),), Span(1, 42, 43)),
    _composite(Span(1, 0, 10), Span(1, 13, 20), Span(1, 21, 43), digit=Span(1, 43, 44)),
)  # fmt: skip
TD2 = _two_lines(
    "TD2", 36, Span(1, 28, 35),
    _composite(Span(1, 0, 10), Span(1, 13, 20), Span(1, 21, 35), digit=Span(1, 35, 36)),
)  # fmt: skip
MRV_A = _two_lines("MRV-A", 44, Span(1, 28, 44))
MRV_B = _two_lines("MRV-B", 36, Span(1, 28, 36))
TD1 = Layout(
    "TD1", 3, 30,
    {
        "document_code": Span(0, 0, 2), "issuer": Span(0, 2, 5), "number": Span(0, 5, 14), "optional": Span(0, 15, 30),
        "birth_date": Span(1, 0, 6), "sex": Span(1, 7, 8), "expiry_date": Span(1, 8, 14),
        "nationality": Span(1, 15, 18), "optional_2": Span(1, 18, 29), "names": Span(2, 0, 30),
    },
    (
        Check("number", (Span(0, 5, 14),), Span(0, 14, 15)),
        Check("birth_date", (Span(1, 0, 6),), Span(1, 6, 7)),
        Check("expiry_date", (Span(1, 8, 14),), Span(1, 14, 15)),
        _composite(Span(0, 5, 30), Span(1, 0, 7), Span(1, 8, 15), Span(1, 18, 29), digit=Span(1, 29, 30)),
    ),
    Span(0, 15, 30),
)  # fmt: skip
LAYOUTS = (TD1, TD2, TD3, MRV_A, MRV_B)


def layout_of(lines: tuple[str, ...]) -> Layout | None:
    """The form these lines have by number and width; a first letter V makes two lines a visa."""
    found = [
        each
        for each in LAYOUTS
        if len(lines) == each.height and {len(line) for line in lines} == {each.width}
    ]
    visa = bool(lines) and lines[0][:1] == "V"
    return next((each for each in found if each.code.startswith("MRV") == visa or each.height == 3), None)
