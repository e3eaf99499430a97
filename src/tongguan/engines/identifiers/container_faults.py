"""What may be wrong with a container number that does not hold, in words.

One digit alone cannot tell where the slip is: every place of the number has a character that would make it hold. So
only slips that people and readers really make are named: two neighbours swapped, and one character taken for another
that looks like it. They are hints for somebody who looks at the box again, never a correction.
"""

from __future__ import annotations

from collections.abc import Iterator

from tongguan.engines.identifiers.kinds import CONTAINER_NUMBER, wrong_check_digit
from tongguan.engines.problems import Text

MOST_CANDIDATES = 3
LOOK_ALIKES = ("0OQD", "1IL7", "2Z", "5S", "6G8B", "38", "4A", "UVJ", "MN", "EF", "CG", "PR", "XK", "HN")
"""Characters taken for one another, on a painted box or a form filled in by hand."""
DIGIT = Text(zh="校验码应为 {digit}", en="the check digit should be {digit}")
SWAPPED = Text(
    zh="第 {place}、{next} 位可能颠倒（{number}）",
    en="characters {place} and {next} may be swapped ({number})",
)
MISREAD = Text(
    zh="第 {place} 位 {char} 可能应为 {right}（{number}）",
    en="character {place}, {char}, may be {right} ({number})",
)
NOT_VALID = Text(zh="箱号无效（校验码或格式）", en="Not a valid container number (form or check digit)")
OR = Text(zh="；或", en="; or ")


def container_fault(number: str) -> Text | None:
    """What is wrong with a container number, with the hint where there is one; None where it holds."""
    if CONTAINER_NUMBER.is_valid(number):
        return None
    hint = container_hint(number)
    return Text(zh=f"{NOT_VALID.zh}：{hint.zh}", en=f"{NOT_VALID.en}: {hint.en}") if hint else NOT_VALID


def container_hint(number: str) -> Text | None:
    """What a container number in its stored form could be instead; None where it holds or nothing likely would."""
    if CONTAINER_NUMBER.is_valid(number):
        return None
    digit = wrong_check_digit(number)
    told = [DIGIT.filled(digit=digit)] if digit else []
    told += [text for text, _candidate in _likely(number)][:MOST_CANDIDATES]
    if not told:
        return None
    return Text(zh=OR.zh.join(each.zh for each in told), en=OR.en.join(each.en for each in told))


def container_candidates(number: str) -> list[str]:
    """The numbers that the hint names: the one with the right digit first."""
    if CONTAINER_NUMBER.is_valid(number):
        return []
    digit = wrong_check_digit(number)
    first = [number[:10] + digit] if digit else []
    return first + [candidate for _text, candidate in _likely(number)][:MOST_CANDIDATES]


def _likely(number: str) -> Iterator[tuple[Text, str]]:
    """Slips in the number proper, those of neighbours first; a slip in the check digit itself is told by the digit."""
    for place in range(min(len(number), 11) - 1):
        swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        if swapped != number and CONTAINER_NUMBER.is_valid(swapped):
            yield SWAPPED.filled(place=place + 1, next=place + 2, number=swapped), swapped
    for place, char in enumerate(number[:10]):
        for right in sorted({each for group in LOOK_ALIKES if char in group for each in group} - {char}):
            read = number[:place] + right + number[place + 1 :]
            if CONTAINER_NUMBER.is_valid(read):
                yield MISREAD.filled(place=place + 1, char=char, right=right, number=read), read
