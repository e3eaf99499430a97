"""Issued documents: PDF with Chinese text, signed by the house, numbered, verifiable, revocable."""
