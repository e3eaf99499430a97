"""What the children say, line by line: on the terminal with the name before it, and in files."""

from __future__ import annotations

import codecs
import os
import sys
from pathlib import Path
from typing import BinaryIO, TextIO

LONGEST_LINE_CHARACTERS = 16_384
LARGEST_FILE_BYTES = 10_000_000
READ_BYTES = 65_536


class Output:
    """Where lines go. `stream` None keeps them off the terminal; `folder` adds `NAME.log` for each child.

    A file over 10 MB is renamed to `NAME.log.1`, replacing the one before.
    """

    def __init__(self, stream: TextIO | None = sys.stdout, folder: Path | None = None) -> None:
        self.stream, self.folder = stream, folder
        self.width = 0
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def line(self, name: str, text: str) -> None:
        """One line of one child."""
        if self.stream is not None:
            try:
                print(f"{name:<{self.width}} | {text}", file=self.stream, flush=True)
            except (OSError, ValueError):  # the reader of our output went away: the children need not
                self.stream = None
        if self.folder is not None:
            path = self.folder / f"{name}.log"
            with path.open("a", encoding="utf-8") as out:
                out.write(f"{text}\n")
                full = out.tell() > LARGEST_FILE_BYTES
            if full:
                path.replace(path.with_suffix(".log.1"))


class LineReader:
    """Cuts the bytes of one pipe into lines; a line without end is cut at 16,384 characters."""

    def __init__(self, name: str, pipe: BinaryIO, output: Output) -> None:
        self.name, self.pipe, self.output = name, pipe, output
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._rest = ""

    def read(self) -> bool:
        """Take what is there; False when the other end is closed."""
        try:
            data = os.read(self.pipe.fileno(), READ_BYTES)
        except BlockingIOError:
            return True
        self._rest += self._decode(data, final=not data)
        *lines, self._rest = self._rest.split("\n")
        if len(self._rest) > LONGEST_LINE_CHARACTERS or (not data and self._rest):
            lines.append(self._rest)
            self._rest = ""
        for text in lines:
            self.output.line(self.name, text.rstrip("\r")[:LONGEST_LINE_CHARACTERS])
        return bool(data)
