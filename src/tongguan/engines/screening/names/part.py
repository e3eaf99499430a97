"""One part of a name with everything known of it; parts are made once for each spelling and then shared."""

from __future__ import annotations

import re

from tongguan.engines.screening.names.chinese import han_readings, latin_readings
from tongguan.engines.screening.names.lexicon import Kind, information, variants, words

MAX_KEPT = 1_000_000
_SOUNDS = (
    ("tsch", "c"), ("tch", "c"), ("sch", "s"), ("dzh", "j"), ("zh", "j"), ("dj", "j"), ("sh", "s"), ("ch", "c"),
    ("kh", "h"), ("gh", "g"), ("ph", "f"), ("th", "t"), ("dh", "d"), ("ck", "k"), ("cz", "c"), ("ts", "s"), ("tz", "s"),
    ("x", "ks"), ("q", "k"), ("w", "v"), ("z", "s"),
)  # fmt: skip
_SOUND = re.compile("|".join(form for form, _ in _SOUNDS))
_TO_SOUND = dict(_SOUNDS)
_WITHOUT_VOWELS = str.maketrans({"p": "b", "v": "f", "j": "g", "k": "g", "t": "d", "w": None})
_SILENT = str.maketrans("", "", "aeiouyh'`")


class Part:
    """A part as read: `form` in Latin small letters, `native` in Han or Hangul, its kind, weight and information.

    `carries`: it is a name, an initial or a number, no title or particle. Compared by identity: two parts of one
    spelling are one object (`part_of`).
    """

    __slots__ = (
        "abjad",
        "bare",
        "carries",
        "form",
        "groups",
        "info",
        "initial",
        "kind",
        "native",
        "readings_",
        "skeleton",
        "word",
    )

    def __init__(self, form: str, native: str = "", *, abjad: bool = False, family: bool = False) -> None:
        self.form, self.native, self.abjad = form, native, abjad
        word = None if native else words().get(form)
        self.word = word.word if word else form
        self.kind = word.kind if word else _kind(form, native)
        self.carries = self.kind in _CARRYING
        self.initial = form[:1]
        self.skeleton = skeleton_of(form)
        self.bare = bare_of(form[:1] + form[1:].replace("w", "") if abjad else form)
        self.groups = {
            kind: ids for kind, groups in variants().items() if (ids := groups.get(form))
        } or _NO_GROUPS
        self.info = information(form)
        self.readings_: frozenset[tuple[str, ...]] | None = han_readings(native, family) if native else None

    @property
    def readings(self) -> frozenset[tuple[str, ...]]:
        """As Chinese syllables."""
        if self.readings_ is None:
            self.readings_ = latin_readings(self.form) if self.kind is not Kind.NUMBER else frozenset()
        return self.readings_

    def __repr__(self) -> str:
        return f"Part({self.form!r}, {self.kind.value})"


def _kind(form: str, native: str) -> Kind:
    if any(char.isdigit() for char in form):
        return Kind.NUMBER
    return Kind.INITIAL if len(form) == 1 and not native else Kind.NAME


def skeleton_of(form: str) -> str:
    """The consonants as they sound, without doubling: `mohammed` and `muhamad` → `mmd`; vowels in front are `a`."""
    sounds = _SOUND.sub(lambda found: _TO_SOUND[found[0]], form)
    sounds = sounds.replace("ce", "se").replace("ci", "si").replace("cy", "sy").replace("c", "k")
    bare = sounds.translate(_SILENT)
    out = "".join(char for at, char in enumerate(bare) if at == 0 or char != bare[at - 1])
    return "a" + out if sounds[:1] in ("a", "e", "i", "o", "u", "y") else out


def bare_of(form: str) -> str:
    """What scripts without vowels keep of a part: its skeleton, sounds that they write alike made one."""
    bare = skeleton_of(form).translate(_WITHOUT_VOWELS).removeprefix("a")
    return "".join(char for at, char in enumerate(bare) if at == 0 or char != bare[at - 1])


_CARRYING = (Kind.NAME, Kind.INITIAL, Kind.NUMBER)
_NO_GROUPS: dict[str, frozenset[int]] = {}
_KEPT: dict[str | tuple[str, str, bool, bool], Part] = {}


def part_of(form: str, native: str = "", *, abjad: bool = False, family: bool = False) -> Part:
    """The one part of this spelling."""
    key = (form, native, abjad, family) if native or abjad else form
    part = _KEPT.get(key)
    if part is None:
        if len(_KEPT) >= MAX_KEPT:
            _KEPT.clear()
        part = _KEPT[key] = Part(form, native, abjad=abjad, family=family)
    return part
