"""Names as reservation systems write them: titles glued to the end or the front, placeholders for what nobody knew."""

from __future__ import annotations

import re

from tongguan.engines.problems import Problem, Text
from tongguan.engines.screening.travellers.model import Traveller

PLACEHOLDERS = frozenset(
    ("TBA", "TBD", "TBC", "FNU", "LNU", "NFN", "NLN", "UNKNOWN", "UNK", "XX", "XXX", "XXXX", "NONE", "NA", "NULL",
     "NIL", "NONAME", "NOFIRSTNAME", "NOLASTNAME")
)  # fmt: skip
MAX_NAME_CHARS = 200
_TITLES = "MRS|MR|MISS|MS|MSTR|DR|PROF|REV|INF|CHD"
_AFTER = re.compile(rf"(?<=\w\w\w)(?:\s*)(?:{_TITLES})$")
_ALONE = re.compile(rf"(?:^|\s)(?:{_TITLES})\.?(?=\s|$)")
_BEFORE = re.compile(r"^(?:MRS|MR|MISS|MSTR)(?=\w{3})")

PLACEHOLDER = Text(zh="姓名含占位词“{word}”", en="the name holds a placeholder: {word}")
NO_NAME = Text(zh="没有可供筛查的姓名", en="there is no name to screen")
GLUED = Text(
    zh="姓名“{name}”附有称谓，两种写法均已筛查", en="a title is glued to {name}; both readings are screened"
)
CUT = Text(zh="姓名过长，只取前 {limit} 个字符", en="name too long; its first {limit} characters are taken")


def put_name(traveller: Traveller, *parts: str) -> None:
    """Add a name given as its parts, family name first, and its reading without titles; say what was odd."""
    kept = []
    for part in parts:
        part = " ".join(part.split())
        if len(part) > MAX_NAME_CHARS:
            tell(traveller, "traveller.name_cut", CUT.filled(limit=MAX_NAME_CHARS))
            part = part[:MAX_NAME_CHARS]
        word = part.upper().strip(".*-/ ")
        if word in PLACEHOLDERS or (part and not word):
            tell(traveller, "traveller.placeholder", PLACEHOLDER.filled(word=part))
            continue
        if part:
            kept.append(part)
    bare = [without_titles(part) for part in kept]
    whole, plain = " ".join(kept), " ".join(part for part in bare if part)
    if not whole:
        return
    if plain and plain != whole:
        if any(_AFTER.search(p.upper()) or _BEFORE.search(p.upper()) for p in kept):
            tell(traveller, "traveller.title_glued", GLUED.filled(name=whole))
        add(traveller, plain)
    add(traveller, whole)


def without_titles(part: str) -> str:
    """The part without titles standing alone, at its end or at its front; as it was where nothing else is left."""
    upper = part.upper()
    bare = _ALONE.sub(" ", upper)
    bare = _BEFORE.sub("", _AFTER.sub("", bare.strip())).strip()
    if bare == upper:
        return part
    return " ".join(bare.split())


def add(traveller: Traveller, name: str) -> None:
    """One more spelling, once."""
    if name not in traveller.names:
        traveller.names.append(name)


def tell(traveller: Traveller, code: str, message: Text) -> None:
    """A problem of this person, once."""
    problem = Problem(code, message, traveller.position)
    if problem not in traveller.problems:
        traveller.problems.append(problem)


def settle(traveller: Traveller) -> None:
    """What must be said once a person is complete."""
    if not traveller.names:
        tell(traveller, "traveller.no_name", NO_NAME)
