"""First start of a database: the house's migration executor beside Django's own; both schemas must be the same.

    python benchmarks/migrations.py [--store]

Each runs in a process and a database of its own; figures are CPU seconds of the process, imports included.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

RESULT = Path(__file__).parent / "results" / "migrations.json"
CATALOGUE = (
    "SELECT table_name, column_name, data_type, is_nullable, column_default, character_maximum_length, is_identity"
    " FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2",
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
    "SELECT conname, conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace ORDER BY 2, 1",
    "SELECT tgname, tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger"
    " WHERE NOT tgisinternal ORDER BY 2, 1",
    "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1, 2",
)


def one(which: str) -> None:
    """Migrate an empty database; print CPU seconds, the number of migrations and the whole schema as JSON."""
    import time

    from tongguan.platform.database.interface import running_database

    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"TONGGUAN_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "tongguan.config.settings"}
        if which == "django":
            from django.db.migrations.executor import MigrationExecutor

            from tongguan.platform.database import migrating

            migrating.QuickExecutor = MigrationExecutor  # type: ignore[misc, assignment]
        with running_database(durable=False):
            import django

            django.setup()
            from django.core.management import call_command
            from django.db import connection

            began = time.process_time()
            call_command("migrate", verbosity=0)
            cpu_s = time.process_time() - began
            rows = []
            with connection.cursor() as cursor:
                for query in CATALOGUE:
                    cursor.execute(query)
                    rows += [repr(row) for row in cursor.fetchall()]
                cursor.execute("SELECT count(*) FROM django_migrations")
                count = cursor.fetchone()[0]
    print(json.dumps({"cpu_s": round(cpu_s, 1), "migrations": count, "schema": rows}))


def main() -> int:
    """Both, compared."""
    found = {}
    for which in ("house", "django"):
        done = subprocess.run(
            [sys.executable, __file__, "--one", which], check=True, capture_output=True, text=True
        )
        found[which] = json.loads(done.stdout.splitlines()[-1])
    same = found["house"].pop("schema") == (schema := found["django"].pop("schema"))
    told = {
        "command": "python benchmarks/migrations.py --store",
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "load": round(os.getloadavg()[0], 1),
        **found,
        "ratio": round(found["django"]["cpu_s"] / found["house"]["cpu_s"], 1),
        "schema_rows": len(schema),
        "same_schema": same,
    }
    print(json.dumps(told, indent=2))
    if "--store" in sys.argv:
        RESULT.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    return 0 if same else 1


if __name__ == "__main__":
    if "--one" in sys.argv:
        one(sys.argv[-1])
    else:
        sys.exit(main())
