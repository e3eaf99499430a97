"""`tongguan screen` and `tongguan names …`."""

from tongguan.operations.travellers.commands.names import names
from tongguan.operations.travellers.commands.screen import screen_verb

commands = [screen_verb, names]
