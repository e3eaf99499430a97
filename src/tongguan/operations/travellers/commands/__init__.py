"""`tongguan screen`, `tongguan names …`, `tongguan mrz …` and `tongguan travellers …`."""

from tongguan.operations.travellers.commands.lists import travellers
from tongguan.operations.travellers.commands.mrz import mrz
from tongguan.operations.travellers.commands.names import names
from tongguan.operations.travellers.commands.screen import screen_verb

commands = [screen_verb, names, mrz, travellers]
