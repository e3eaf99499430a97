"""Physical inspections: ordered by draw, done on the phone, reported once with evidence, repeated at random."""
