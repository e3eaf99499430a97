"""`tongguan flows …`."""

from tongguan.operations.passenger_flows.commands.flows import flows

commands = [flows]
