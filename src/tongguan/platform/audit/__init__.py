"""Every decision leaves an entry, written in the same transaction as what it is about."""
