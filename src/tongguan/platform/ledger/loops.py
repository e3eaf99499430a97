"""What the worker repeats for the ledger."""

from tongguan.platform.events.interface import Loop
from tongguan.platform.ledger.sequencing import sequence_once

LOOPS = (Loop("ledger", 1.0, sequence_once),)
