"""A list file of any of the known kinds → its entries."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import zlib

from tongguan.engines.problems import Problem, Text
from tongguan.engines.screening import tables
from tongguan.engines.screening.lists.entry import EntryList
from tongguan.engines.screening.lists.follow_the_money import read_follow_the_money
from tongguan.engines.screening.lists.listed_csv import WINDOW_DAYS, read_listed_csv
from tongguan.engines.screening.lists.ofac import looks_like_ofac, read_ofac

FORMATS = ("auto", "ofac", "ftm", "csv")
_GZIP = b"\x1f\x8b"

TOO_LARGE = Text(
    zh="文件超过 {limit} 字节，未读取", en="the file is larger than {limit} bytes and was not read"
)
BAD_GZIP = Text(zh="压缩文件损坏", en="the compressed file is damaged")


def read_list(data: bytes, today: dt.date, form: str = "auto", window_days: int = WINDOW_DAYS) -> EntryList:
    """OFAC's sdn.csv, FollowTheMoney JSON lines or a table, gzipped or not, told apart by content. Never raises."""
    if data.startswith(_GZIP):
        try:
            with gzip.open(io.BytesIO(data)) as stream:
                data = stream.read(tables.MAX_BYTES + 1)
        except (OSError, EOFError, zlib.error):
            return EntryList(form, rejects=[Problem("list.bad_gzip", BAD_GZIP)])
    if len(data) > tables.MAX_BYTES:
        problem = Problem("list.too_large", TOO_LARGE.filled(limit=tables.MAX_BYTES))
        return EntryList(form, rejects=[problem])
    text = tables.decoded(data)
    if form == "ftm" or (form == "auto" and text.lstrip().startswith("{")):
        return read_follow_the_money(text, today)
    if form == "ofac" or (form == "auto" and looks_like_ofac(text)):
        return read_ofac(text, today)
    return read_listed_csv(text, today, window_days)
