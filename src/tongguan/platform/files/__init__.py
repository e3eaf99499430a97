"""Evidence: files addressed by their SHA-256, typed by content, bound to subjects, provably unaltered."""
