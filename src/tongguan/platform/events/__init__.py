"""The outbox: what happened, told to other modules exactly once, in order per subject."""
