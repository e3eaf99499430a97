"""`tongguan screen`, `tongguan names …` and `tongguan mrz …`."""

from tongguan.operations.travellers.commands.mrz import mrz
from tongguan.operations.travellers.commands.names import names
from tongguan.operations.travellers.commands.screen import screen_verb

commands = [screen_verb, names, mrz]
