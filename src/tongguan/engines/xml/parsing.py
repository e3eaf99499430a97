"""Untrusted XML: no document type, no entities, no network, bounded size, depth and number of elements."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import BinaryIO

from lxml import etree

from tongguan.engines.problems import Problem, Text
from tongguan.engines.xml.limits import FEED_BYTES, MAX_ELEMENTS, MAX_XML_BYTES, MAX_XML_DEPTH

TOO_LARGE = Text(zh="文件超过 {limit} 字节", en="the input is larger than {limit} bytes")
TOO_DEEP = Text(zh="嵌套超过 {limit} 层", en="the input is nested deeper than {limit} levels")
TOO_MANY = Text(zh="元素超过 {limit} 个", en="the input has more than {limit} elements")
EMPTY = Text(zh="文件为空", en="the input is empty")
DOCTYPE = Text(
    zh="不接受文档类型声明（DTD）与实体", en="document type declarations and entities are not accepted"
)
SYNTAX = Text(zh="XML 语法错误：{reason}", en="XML syntax error: {reason}")

# A document type before the first element, in any encoding that writes ASCII as ASCII but for zero bytes. One
# that hides behind a very long comment is found by the parser's own report below.
_PROLOGUE = re.compile(rb"[^<]{0,8}(?:\s|<\?.*?\?>|<!--.*?-->)*<!DOCTYPE", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed message: its root element, and the bytes it stands in."""

    root: etree._Element
    data: bytes


def parse(stream: BinaryIO | bytes, family: str) -> tuple[Document | None, Problem | None]:
    """The document, or None and why; reads no more than `MAX_XML_BYTES` of a stream.

    `family` begins the codes of problems (`wco` → `wco.syntax`).
    """
    if isinstance(stream, bytes):
        if len(stream) > MAX_XML_BYTES:
            return None, _refused(family, "too_large", TOO_LARGE.filled(limit=MAX_XML_BYTES))
        stream = io.BytesIO(stream)
    parser = etree.XMLPullParser(
        events=("start", "end"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return _feed(parser, stream, family)
    except etree.XMLSyntaxError as error:
        return None, _syntax(error, family)


def _feed(
    parser: etree.XMLPullParser, stream: BinaryIO, family: str
) -> tuple[Document | None, Problem | None]:
    size = depth = elements = 0
    chunks = []
    too_deep = TOO_DEEP.filled(limit=MAX_XML_DEPTH)
    while chunk := stream.read(FEED_BYTES):
        size += len(chunk)
        if size > MAX_XML_BYTES:
            return None, _refused(family, "too_large", TOO_LARGE.filled(limit=MAX_XML_BYTES))
        if size == len(chunk) and _PROLOGUE.match(chunk.replace(b"\x00", b"")):
            return None, _refused(family, "doctype", DOCTYPE, 1)
        chunks.append(chunk)
        try:
            parser.feed(chunk)
        except etree.XMLSyntaxError as error:
            # libxml2's own limit of depth may strike inside a chunk before ours is looked at.
            if "xcessive depth" in (error.msg or ""):
                return None, _refused(family, "too_deep", too_deep, error.lineno)
            raise
        for event, element in parser.read_events():
            if event == "end":
                depth -= 1
                continue
            if not elements and element.getroottree().docinfo.internalDTD is not None:
                return None, _refused(family, "doctype", DOCTYPE, 1)
            depth += 1
            elements += 1
            if depth > MAX_XML_DEPTH:
                return None, _refused(family, "too_deep", too_deep, element.sourceline)
            if elements > MAX_ELEMENTS:
                return None, _refused(family, "too_many_elements", TOO_MANY.filled(limit=MAX_ELEMENTS))
    if not size:
        return None, _refused(family, "empty", EMPTY)
    root = parser.close()
    if root.getroottree().docinfo.internalDTD is not None:
        return None, _refused(family, "doctype", DOCTYPE, 1)
    return Document(root, b"".join(chunks)), None


def _refused(family: str, code: str, message: Text, line: int | None = None) -> Problem:
    return Problem(f"{family}.{code}", message, line=line)


def _syntax(error: etree.XMLSyntaxError, family: str) -> Problem:
    line, column = error.position or (None, None)
    reason = (error.msg or "not well-formed").split(", line ")[0][:300]
    printable = "".join(char if char.isprintable() else "?" for char in reason)
    # A reason may quote braces out of the input; it must not be taken for a place to fill.
    return Problem(
        f"{family}.syntax",
        Text(zh=SYNTAX.zh.replace("{reason}", printable), en=SYNTAX.en.replace("{reason}", printable)),
        line=line or None,
        column=column or None,
    )
