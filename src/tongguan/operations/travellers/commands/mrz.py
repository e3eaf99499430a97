"""`tongguan mrz read`: machine-readable zones from text, from text files and from pictures."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from tongguan.engines.mrz import Reading, read_text
from tongguan.engines.problems import Problem, Text

SOME_NOT_VALID = 1
MOST_TEXT_BYTES = 4_000
"""A longer file is a picture."""
MOST_BYTES = 30_000_000
NO_VISION = Problem(
    "mrz.no_vision",
    Text(
        zh="读取图片需要可选组件（requirements/vision.txt）",
        en="Reading pictures needs the optional group in requirements/vision.txt",
    ),
)
UNREADABLE = Text(zh="文件无法读取：{why}", en="The file cannot be read: {why}")
TOO_LARGE = Problem("mrz.picture_too_large", Text(zh="文件过大", en="The file is too large"))


@click.group("mrz")
def mrz() -> None:
    """Machine-readable zones of passports, cards and visas (ICAO Doc 9303).

    \b
    Examples:
      tongguan mrz read passport.jpg --json
    """


@mrz.command("read")
@click.argument("documents", nargs=-1, required=True, metavar="TEXT|FILE…")
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a document, in order.")
def read(documents: tuple[str, ...], language: str, as_json: bool) -> None:
    """Read each document: the lines of a zone as text, a text file, or a picture at any angle.

    Nothing is repaired: a document is valid only if every check digit holds for what was read. Readings with one
    look-alike changed that would hold are told as candidates for a person to compare. No database is needed.

    Exit code 0 where every document is valid; 1 otherwise.

    \b
    Examples:
      tongguan mrz read passport.jpg visa.png --json
      tongguan mrz read zone.txt
      tongguan mrz read "I<UTOD231458907<<<<<<<<<<<<<<< 7408122F1204159UTO<<<<<<<<<<<6 ERIKSSON<<ANNA<MARIA<<<<<<<<<<"
    """
    valid = True
    for document in documents:
        found = told(document, language)
        valid = valid and bool(found["valid"])
        click.echo(json.dumps(found, ensure_ascii=False) if as_json else _in_words(found))
    sys.exit(0 if valid else SOME_NOT_VALID)


def told(document: str, language: str) -> dict[str, Any]:
    """One document: `file` (null for text) and what `Reading.as_dict` says, with `confidence` for pictures."""
    path = Path(document)
    try:
        is_file = path.is_file()
    except (OSError, ValueError):  # a text that no path can be
        is_file = False
    if not is_file:
        return {"file": None, **read_text("\n".join(document.split())).as_dict(language), "confidence": None}
    try:
        content = path.read_bytes() if path.stat().st_size <= MOST_BYTES else None
    except OSError as error:
        problem = Problem("mrz.unreadable_file", UNREADABLE.filled(why=error.strerror or "?"))
        return {"file": document, **Reading(problems=(problem,)).as_dict(language), "confidence": None}
    if content is None:
        return {"file": document, **Reading(problems=(TOO_LARGE,)).as_dict(language), "confidence": None}
    text = _text(content)
    if text is not None:
        return {"file": document, **read_text(text).as_dict(language), "confidence": None}
    try:
        from tongguan.engines.mrz.picture import read_picture
    except ImportError:
        return {"file": document, **Reading(problems=(NO_VISION,)).as_dict(language), "confidence": None}
    return {"file": document, **read_picture(content).as_dict(language)}


def _text(content: bytes) -> str | None:
    if len(content) > MOST_TEXT_BYTES:
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return text if text.isprintable() or not any(ord(char) < 9 for char in text) else None


def _in_words(found: dict[str, Any]) -> str:
    """A short table of one document."""
    sure = "" if found["confidence"] is None else f"  confidence {found['confidence']}"
    lines = [
        f"{found['file'] or 'text'}: {'valid' if found['valid'] else 'NOT VALID'}  {found['layout']}{sure}"
    ]
    lines += [f"  {line}" for line in found["lines"]]
    lines += [f"  {name:14} {value}" for name, value in found["fields"].items()]
    lines += [f"  ! {problem['message']}" for problem in found["problems"]]
    lines += [
        f"  ? line {each['line']}, character {each['place']}: {each['read']} read, {each['meant']} would hold"
        for each in found["candidates"]
    ]
    return "\n".join(lines)
