"""Reads: forms in force, what is known of a flight, receipts, summaries."""
