"""Gamma counts and dose rates out of ANSI/IEEE N42.42 documents, editions 2006 and 2011, however hostile."""

from tongguan.engines.n42.reading import Document, Spectrum, read_n42

__all__ = ["Document", "Spectrum", "read_n42"]
