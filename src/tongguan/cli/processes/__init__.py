"""Running several processes as one: started in order, watched, restarted, stopped in reverse order."""

from tongguan.cli.processes.child import ChildSpec, Restart
from tongguan.cli.processes.output import Output
from tongguan.cli.processes.supervisor import Supervisor, after_seconds

__all__ = ["ChildSpec", "Output", "Restart", "Supervisor", "after_seconds"]
