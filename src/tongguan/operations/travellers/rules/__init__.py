"""Pure rules: travellers as stored values, keyed hashes of who they are, reasons that do not tell the other's data."""
