"""Names, dates and numbers as they go wrong between a list and a manifest; seeded, each slip by its own name.

What it does is what the field's literature and the messages at hand show: other romanisations and scripts, slips of
the finger, other order, parts left out, initials, glued and split parts, titles, dates of which a part is known.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

ROMANISATIONS = (
    ("ou", "u"), ("oo", "u"), ("ee", "i"), ("y", "i"), ("i", "y"), ("kh", "h"), ("q", "k"), ("k", "q"), ("dj", "j"),
    ("j", "dj"), ("ph", "f"), ("w", "v"), ("v", "w"), ("ss", "s"), ("mm", "m"), ("ll", "l"), ("dh", "d"), ("th", "t"),
    ("gh", "g"), ("ei", "ey"), ("ey", "ei"), ("ai", "ay"), ("ay", "ai"), ("u", "o"), ("o", "u"), ("e", "i"),
    ("a", "e"), ("x", "ks"), ("z", "s"), ("sh", "ch"), ("zh", "j"), ("ff", "f"), ("aa", "a"), ("ü", "ue"), ("c", "k"),
)  # fmt: skip
CYRILLIC = (
    ("shch", "щ"), ("kh", "х"), ("zh", "ж"), ("ch", "ч"), ("sh", "ш"), ("ts", "ц"), ("yu", "ю"), ("ya", "я"),
    ("a", "а"), ("b", "б"), ("v", "в"), ("w", "в"), ("g", "г"), ("d", "д"), ("e", "е"), ("z", "з"), ("i", "и"),
    ("y", "й"), ("k", "к"), ("q", "к"), ("l", "л"), ("m", "м"), ("n", "н"), ("o", "о"), ("p", "п"), ("r", "р"),
    ("s", "с"), ("t", "т"), ("u", "у"), ("f", "ф"), ("h", "х"), ("c", "к"), ("j", "дж"), ("x", "кс"),
)  # fmt: skip
ARABIC = (
    ("ch", "تش"), ("sh", "ش"), ("kh", "خ"), ("th", "ث"), ("dh", "ذ"), ("gh", "غ"), ("b", "ب"), ("t", "ت"),
    ("j", "ج"), ("h", "ح"),
    ("d", "د"), ("r", "ر"), ("z", "ز"), ("s", "س"), ("f", "ف"), ("q", "ق"), ("k", "ك"), ("l", "ل"), ("m", "م"),
    ("n", "ن"), ("w", "و"), ("y", "ي"), ("i", "ي"), ("o", "و"), ("u", "و"), ("p", "ب"), ("v", "ف"), ("g", "ج"),
    ("c", "ك"), ("x", "كس"),
)  # fmt: skip
LETTERS = "abcdefghijklmnopqrstuvwxyz"
TITLES = ("MR", "MRS", "DR", "MS")
PARTICLES = re.compile(
    r"^(?:al|el|bin|ibn|ben|de|la|van|der|von|abu|abd|abdul|y|e|da|dos|del)$", re.IGNORECASE
)


def words_of(name: str) -> list[str]:
    """The words in speaking order: `AL-DURI, Izzat Ibrahim` → Izzat Ibrahim AL-DURI."""
    family, comma, given = name.partition(",")
    return f"{given} {family}".split() if comma else name.split()


def romanised(rng: random.Random, words: list[str]) -> list[str]:
    """One or two letters of one or two words spelt by another habit."""
    for _ in range(rng.choice((1, 1, 2))):
        at = rng.randrange(len(words))
        low = words[at].lower()
        fitting = [(old, new) for old, new in ROMANISATIONS if old in low]
        if fitting and len(low) >= 4:
            old, new = rng.choice(fitting)
            words[at] = low.replace(old, new, 1)
    return words


def typo(rng: random.Random, words: list[str]) -> list[str]:
    """One letter of a word of five or more left out, doubled, changed, or in its neighbour's place."""
    long = [at for at, word in enumerate(words) if len(word) >= 5]
    if not long:
        return words
    at = rng.choice(long)
    word = words[at]
    place = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        words[at] = word[:place] + word[place + 1 :]
    elif kind == 1:
        words[at] = word[:place] + rng.choice(LETTERS) + word[place:]
    elif kind == 2:
        words[at] = word[:place] + rng.choice(LETTERS) + word[place + 1 :]
    else:
        words[at] = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return words


def order(rng: random.Random, words: list[str]) -> list[str]:
    """The last word first, or the first last."""
    return [words[-1], *words[:-1]] if rng.random() < 0.7 else [*words[1:], words[0]]


def missing(rng: random.Random, words: list[str]) -> list[str]:
    """One word less where three or more carry the name."""
    carried = [at for at, word in enumerate(words) if not PARTICLES.match(word) and len(word) > 2]
    if len(carried) >= 3:
        del words[rng.choice(carried)]
    return words


def initial(rng: random.Random, words: list[str]) -> list[str]:
    """A word that is not the last by its first letter, where three or more carry the name."""
    if len(words) >= 3:
        at = rng.randrange(len(words) - 1)
        words[at] = words[at][:1]
    return words


def glued(rng: random.Random, words: list[str]) -> list[str]:
    """Two neighbours as one, or one in two."""
    if len(words) >= 3 and rng.random() < 0.6:
        at = rng.randrange(len(words) - 1)
        return [*words[:at], words[at] + words[at + 1].lower(), *words[at + 2 :]]
    long = [at for at, word in enumerate(words) if len(word) >= 7]
    if long:
        at = rng.choice(long)
        cut = rng.randrange(3, len(words[at]) - 2)
        return [*words[:at], words[at][:cut], words[at][cut:], *words[at + 1 :]]
    return words


def titled(rng: random.Random, words: list[str]) -> list[str]:
    """A title at an end."""
    return [*words, rng.choice(TITLES)]


def cyrillic(_rng: random.Random, words: list[str]) -> list[str]:
    """In Cyrillic letters."""
    return [_mapped(word, CYRILLIC) for word in words]


def arabic(_rng: random.Random, words: list[str]) -> list[str]:
    """In Arabic letters: `i`, `o` and `u` written long, `a` and `e` only where a word begins or ends with them."""
    out = []
    for word in words:
        ends = word[-1:].lower() == "a" and len(word) > 1
        begins = "ا" if word[:1].lower() in "aeiou" else ""
        out.append(begins + _mapped(word[1:] if begins else word, ARABIC) + ("ا" if ends else "") or word)
    return out


def _mapped(word: str, letters: tuple[tuple[str, str], ...]) -> str:
    out, low, at = [], word.lower(), 0
    while at < len(low):
        for old, new in letters:
            if low.startswith(old, at):
                out.append(new)
                at += len(old)
                break
        else:
            out.append(low[at] if low[at] == "-" else "")
            at += 1
    return "".join(out)


SLIPS: dict[str, Callable[[random.Random, list[str]], list[str]]] = {
    "romanised": romanised,
    "typo": typo,
    "order": order,
    "missing": missing,
    "initial": initial,
    "glued": glued,
    "titled": titled,
    "cyrillic": cyrillic,
    "arabic": arabic,
}
ORDINARY = ("romanised", "typo", "order", "missing", "glued", "titled")


def disturb(rng: random.Random, name: str, slips: tuple[str, ...]) -> str:
    """The name after each slip in turn."""
    words = words_of(name)
    for slip in slips:
        if words:
            words = SLIPS[slip](rng, words)
    return " ".join(words)


def disturb_date(rng: random.Random, birth: str) -> str:
    """An ISO date as somebody else has it: whole mostly, else the year, day and month changed places, or none."""
    drawn = rng.random()
    if drawn < 0.5 or len(birth) < 10:
        return birth if drawn < 0.9 else ""
    if drawn < 0.75:
        return birth[:4]
    if drawn < 0.85 and int(birth[8:10]) <= 12:
        return f"{birth[:4]}-{birth[8:10]}-{birth[5:7]}"
    return "" if drawn >= 0.95 else birth
