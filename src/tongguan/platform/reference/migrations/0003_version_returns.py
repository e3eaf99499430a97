"""The version's row comes back when it was emptied away: without it no change would be noticed again."""

from __future__ import annotations

from django.db import migrations

TOUCH = """
    CREATE OR REPLACE FUNCTION reference_touch() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO reference_referenceversion (id, number) VALUES (1, nextval('reference_version_number'))
        ON CONFLICT (id) DO UPDATE SET number = excluded.number;
      RETURN NULL;
    END $$;
"""


class Migration(migrations.Migration):
    """A function in SQL; the one before it may stay when this is undone."""

    dependencies = [("reference", "0002_rules")]

    operations = [migrations.RunSQL(TOUCH, migrations.RunSQL.noop)]
