"""What the worker repeats for the ledger."""

from tongguan.platform.events.interface import Loop
from tongguan.platform.ledger.sequencing import BATCH, sequence_once

# At once again only after a full batch: each call that finds entries signs a checkpoint, and those are kept for ever.
LOOPS = (Loop("ledger", 1.0, lambda: sequence_once() == BATCH),)
