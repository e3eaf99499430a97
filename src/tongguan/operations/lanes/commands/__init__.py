"""`tongguan lanes …`."""

from tongguan.operations.lanes.commands.verbs import lanes

commands = [lanes]
