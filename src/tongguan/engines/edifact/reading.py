"""Bytes → segments. Tolerant: what can be mended is mended and said, what cannot is said, nothing raises.

Syntax: ISO 9735 (UN/EDIFACT), versions 1 to 4. Real passenger messages break it in the ways mended here: CR line ends,
lines wrapped inside a segment, a missing terminator at a line's end, a typographic apostrophe, stray text, odd bytes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from tongguan.engines.edifact.delimiters import APOSTROPHES, Delimiters
from tongguan.engines.edifact.limits import MAX_BYTES, MAX_PROBLEMS, MAX_SEGMENT_CHARS, MAX_SEGMENTS
from tongguan.engines.edifact.segment import Segment
from tongguan.engines.problems import Problem, Text

TAGS = (
    "UNB|UNG|UNH|UNT|UNE|UNZ|BGM|NAD|COM|TDT|LOC|DTM|ATT|MEA|GEI|FTX|EMP|NAT|RFF|DOC|CPI|QTY|CNT|AUT|CTA|"
    "MSG|ORG|TVL|EQN|SRC|RCI|SSR|DAT|IFT|ADD|EBD|TIF|FTI|REF|FAR|TKT|MON|PTK|TXD|FOP|APD|RPI|SAC|ABI|TRI|SSD|TBD"
)
LOOK_AHEAD, MAX_STRAY = 2_000, 80
"""So much stray text may stand between a line break and the segment that begins after it."""
_BLANKS = "".join(map(chr, range(33))) + "\x7f\u00a0\ufeff\u200b"
_LINE_ENDS = re.compile(r"\r\n?|\n")

ODD_BYTES = Text(
    zh="含非 UTF-8 字节，已按 Windows-1252 读取", en="bytes that are not UTF-8, read as Windows-1252"
)
TOO_LARGE = Text(
    zh="超过 {limit} 字节，其余未读，其中的人员未筛查",
    en="larger than {limit} bytes; the rest was not read, nobody in it is screened",
)
TOO_MANY = Text(zh="超过 {limit} 段，其余未读", en="more than {limit} segments; the rest was not read")
TYPOGRAPHIC = Text(zh="段终止符为排版引号，已视作 '", en="a typographic apostrophe ends segments; read as '")
BAD_UNA = Text(
    zh="UNA 服务字符无法区分，已按标准字符读取",
    en="UNA characters cannot be told apart; the standard's are used",
)
UNENDED = Text(
    zh="段缺少终止符，已在换行处断开", en="a segment without its terminator, ended at the line break"
)
CUT_SHORT = Text(zh="文件在段中间结束", en="the file ends inside a segment")
STRAY = Text(zh="段外文字：{text}", en="stray text: {text}")
TOO_LONG = Text(
    zh="段过长，只读取前 {limit} 个字符", en="segment too long; only its first {limit} characters are read"
)
EMPTY = Text(zh="没有任何段", en="there is no segment")


@dataclass(slots=True)
class Interchange:
    """What was read: segments in order, and problems with the number of the segment they concern."""

    segments: list[Segment] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def report(self, code: str, message: Text, line: int | None = None) -> None:
        """Keep a problem that concerns the segment being read; past the limit they are no longer kept."""
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(code, message, f"segment {len(self.segments) + 1}", line))


def read_interchange(data: bytes) -> Interchange:
    """All segments of one file, however many interchanges it holds. Never raises on any bytes."""
    out = Interchange()
    if len(data) > MAX_BYTES:
        out.report("edifact.too_large", TOO_LARGE.filled(limit=MAX_BYTES))
        data = data[:MAX_BYTES]
    _Reader(_decoded(data, out), out).read()
    if not out.segments:
        out.report("edifact.empty", EMPTY)
    return out


def _decoded(data: bytes, out: Interchange) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        out.report("edifact.odd_bytes", ODD_BYTES, line)
        return data.decode("cp1252", "replace")


class _Reader:
    """Walks the text once; delimiters may change with every UNA."""

    def __init__(self, text: str, out: Interchange) -> None:
        self.text, self.out = text, out
        self.line_starts = [0, *(end.end() for end in _LINE_ENDS.finditer(text))]
        self.told: set[str] = set()
        first = text.find("UNB")
        self.use(Delimiters.of_unb(text[first:]) if first >= 0 else Delimiters())

    def use(self, delimiters: Delimiters) -> None:
        self.by = delimiters
        element = re.escape(delimiters.element)
        self.next_tag = re.compile(
            rf"(?<![\r\n])[\r\n]++(?=[^\r\n{element}]{{0,{MAX_STRAY}}}(?<![A-Za-z0-9])(?:{TAGS}){element})"
        )
        self.known_tag = re.compile(rf"(?:{TAGS})(?={element})")
        ends = re.escape(delimiters.terminator)
        if delimiters.terminator == "'":
            ends = rf"'|[{APOSTROPHES}](?=\s*(?:(?:{TAGS}){element}|UNA|$))"
        release = re.escape(delimiters.release)
        skipped = rf"{release}(?s:.)|" if release else ""
        self.token = re.compile(rf"{skipped}(?P<end>{ends})")

    def read(self) -> None:
        at = 0
        while at < len(self.text):
            if len(self.out.segments) >= MAX_SEGMENTS:
                self.out.report("edifact.too_many", TOO_MANY.filled(limit=MAX_SEGMENTS), self.line(at))
                return
            while at < len(self.text) and self.text[at] in _BLANKS and self.text[at] != self.by.terminator:
                at += 1
            if self.text.startswith("UNA", at) and not self.text[at + 3 : at + 4].isalnum():
                at = self.una(at)
                continue
            end, following = self.end(at)
            self.segment(at, end)
            at = following

    def line(self, at: int) -> int:
        return bisect_right(self.line_starts, at)

    def una(self, at: int) -> int:
        found = Delimiters.of_una(self.text[at + 3 : at + 9])
        if found is None:
            self.out.report("edifact.bad_una", BAD_UNA, self.line(at))
            self.use(Delimiters())
            after = self.text.find("UNB", at, at + 20)
            return after if after >= 0 else at + 9
        if self.text[at + 8] in APOSTROPHES:
            self.once("edifact.typographic", TYPOGRAPHIC, at)
        near = self.text[at + 9 : at + 9 + LOOK_AHEAD]
        if found.terminator not in near and "'" in near:
            found = Delimiters(found.component, found.element, found.release, "'")
        self.use(found)
        return at + 9

    def end(self, at: int) -> tuple[int, int]:
        """Where the segment that begins at `at` ends, and where the next begins."""
        for token in self.token.finditer(self.text, at):
            if token["end"]:
                if token["end"] != self.by.terminator:
                    self.once("edifact.typographic", TYPOGRAPHIC, token.start())
                return token.start(), token.end()
        if self.text[at:].strip(_BLANKS):
            self.out.report("edifact.cut_short", CUT_SHORT, self.line(at))
        return len(self.text), len(self.text)

    def once(self, code: str, message: Text, at: int) -> None:
        if code not in self.told:
            self.told.add(code)
            self.out.report(code, message, self.line(at))

    def segment(self, at: int, end: int) -> None:
        """The segment between the two places, or the several of a run whose terminators are missing."""
        run = self.text[at:end]
        start = at
        for gap in self.next_tag.finditer(run) if "\n" in run or "\r" in run else ():
            if at + gap.start() > start:
                self.one(self.text[start : at + gap.start()], start)
                self.out.report("edifact.unended", UNENDED, self.line(start))
            start = at + gap.end()
        self.one(self.text[start:end], start)

    def one(self, raw: str, at: int) -> None:
        if len(raw) > MAX_SEGMENT_CHARS:
            self.out.report(
                "edifact.segment_too_long", TOO_LONG.filled(limit=MAX_SEGMENT_CHARS), self.line(at)
            )
            raw = raw[:MAX_SEGMENT_CHARS]
        raw = raw.replace("\r", "").replace("\n", "").strip(_BLANKS)
        if not raw:
            return
        tag = raw[:3]
        if not (len(tag) == 3 and tag.isascii() and tag.isalpha() and tag.isupper()) or raw[3:4].isalnum():
            known = self.known_tag.search(raw)
            stray = raw[: known.start()] if known else raw
            self.out.report("edifact.stray", STRAY.filled(text=_shown(stray)), self.line(at))
            if known is None:
                return
            raw, tag = raw[known.start() :], known[0]
        body = raw[3:].lstrip(_BLANKS)
        self.out.segments.append(Segment(tag, self.elements(body), len(self.out.segments) + 1, self.line(at)))

    def elements(self, body: str) -> tuple[tuple[str, ...], ...]:
        """Data elements, each of components; the text before the first separator belongs to none."""
        pieces = _split(body, self.by.element, self.by.release)[1:]
        return tuple(
            tuple(
                _resolved(part, self.by.release).strip(_BLANKS)
                for part in _split(piece, self.by.component, self.by.release)
            )
            for piece in pieces
        )


def _split(text: str, at: str, release: str) -> list[str]:
    """Split at a character that is not released; release characters stay in the pieces."""
    if not release or release not in text:
        return text.split(at)
    out, start, place = [], 0, 0
    while place < len(text):
        if text[place] == release:
            place += 2
            continue
        if text[place] == at:
            out.append(text[start:place])
            start = place + 1
        place += 1
    return [*out, text[start:]]


def _resolved(text: str, release: str) -> str:
    if not release or release not in text:
        return text
    return re.sub(rf"{re.escape(release)}(.)", r"\1", text, flags=re.DOTALL).removesuffix(release)


def _shown(text: str) -> str:
    return "".join(char if char.isprintable() else "�" for char in text[:40])
