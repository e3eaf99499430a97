"""Why two names are or are not one, in words."""

from __future__ import annotations

from collections.abc import Iterable

from tongguan.engines.problems import Text
from tongguan.engines.screening.names.aligning import Alignment
from tongguan.engines.screening.names.features import disorder
from tongguan.engines.screening.names.likeness import Way
from tongguan.engines.screening.names.part import Part

WAYS = {
    Way.LETTERS: Text(zh="“{a}”与“{b}”拼写相近", en="{a} and {b} are spelt nearly alike"),
    Way.SOUND: Text(zh="“{a}”与“{b}”读音相同", en="{a} and {b} sound alike"),
    Way.SPELLING: Text(zh="“{a}”与“{b}”是同一名字的不同转写", en="{a} and {b} are spellings of one name"),
    Way.ROMANISATION: Text(
        zh="“{a}”与“{b}”是同一汉字音的不同拼法", en="{a} and {b} spell the same Chinese syllables"
    ),
    Way.SCRIPT: Text(zh="“{a}”与“{b}”是同一名字的不同文字", en="{a} and {b} are one name in two scripts"),
    Way.HOMOPHONE: Text(zh="“{a}”与“{b}”同音不同字", en="{a} and {b} sound alike in other characters"),
    Way.LANGUAGE: Text(
        zh="“{a}”与“{b}”是同一名字的不同语言形式", en="{a} and {b} are one name in two languages"
    ),
    Way.NICKNAME: Text(zh="“{a}”与“{b}”为名与昵称", en="{a} and {b} are a name and its short form"),
    Way.INITIAL: Text(zh="“{a}”与“{b}”首字母相符", en="{a} and {b} share their initials"),
    Way.JOINED: Text(zh="“{a}”与“{b}”合写分写不同", en="{a} and {b} differ in where they are split"),
}
SAME = Text(zh="相同：{parts}", en="the same: {parts}")
AGAINST = Text(zh="“{a}”与“{b}”不符", en="{a} stands against {b}")
LEFT_OVER = Text(zh="仅一方有：{parts}", en="on one side only: {parts}")
ORDER = Text(zh="次序不同", en="in another order")
LEGAL = Text(zh="法律形式不同", en="the legal forms differ")
NOTHING = Text(zh="没有相同之处", en="nothing in common")


def reasons_of(found: Alignment) -> list[Text]:
    """What agrees, how what differs is explained, and what contradicts."""
    a, b = found.left.parts, found.right.parts
    out: list[Text] = []
    same = [_shown(a, ours) for ours, _, _, way in found.pairs if way is Way.SAME]
    if same:
        out.append(SAME.filled(parts=", ".join(same)))
    for ours, theirs, _, way in found.pairs:
        if way is not Way.SAME:
            out.append(WAYS[way].filled(a=_shown(a, ours), b=_shown(b, theirs)))
    if disorder(found):
        out.append(ORDER)
    ours, theirs = _shown(a, found.left_over), _shown(b, found.right_over)
    if ours and theirs:
        out.append(AGAINST.filled(a=ours, b=theirs))
    elif ours or theirs:
        out.append(LEFT_OVER.filled(parts=ours or theirs))
    if found.left.legal and found.right.legal and found.left.legal.isdisjoint(found.right.legal):
        out.append(LEGAL)
    return out if found.pairs else [NOTHING, *out]


def _shown(parts: tuple[Part, ...], places: Iterable[int]) -> str:
    return " ".join(parts[at].native or parts[at].form for at in places)
