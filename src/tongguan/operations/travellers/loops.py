"""What the worker repeats."""

from tongguan.operations.travellers.actions.screening import expire_hits, screen_again, screen_announced
from tongguan.platform.events.interface import Loop

LOOPS = (
    Loop("travellers.screen_announced", every_s=1, run=screen_announced),
    Loop("travellers.screen_again", every_s=3, run=screen_again),
    Loop("travellers.expire_hits", every_s=60, run=expire_hits),
)
