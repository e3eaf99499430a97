"""Loads the declarations of every module once Django's models are ready."""

from django.apps import AppConfig

DECLARING_PARTS = ("workflow", "handlers", "schedules", "tasks", "providers")


class ModulesConfig(AppConfig):
    """Imports the parts that register themselves: workflows, event handlers, schedules, jobs, providers."""

    name = "tongguan.platform.modules"

    def ready(self) -> None:
        from tongguan.platform.modules.registry import modules, part

        for module in modules():
            for name in DECLARING_PARTS:
                part(module, name)
