"""Django's `migrate` with an executor that does not render half the house for every operation."""

from django.core.management.commands import migrate

from tongguan.platform.database.migrating import QuickExecutor

migrate.MigrationExecutor = QuickExecutor  # type: ignore[attr-defined]
Command = migrate.Command
