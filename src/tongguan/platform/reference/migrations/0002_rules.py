"""What the ORM cannot say: no overlapping validity, and a version number that moves with every change."""

from django.db import migrations

KEYS = {
    "code": "list_id WITH =, code WITH =",
    "parameter": "code WITH =",
    "rate": "hs_code WITH =, kind WITH =",
}

VERSION = """
    CREATE SEQUENCE reference_version_number;
    INSERT INTO reference_referenceversion (id, number) VALUES (1, nextval('reference_version_number'));
    CREATE FUNCTION reference_touch() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      UPDATE reference_referenceversion SET number = nextval('reference_version_number') WHERE id = 1;
      RETURN NULL;
    END $$;
"""
NO_VERSION = """
    DROP FUNCTION reference_touch();
    DROP SEQUENCE reference_version_number;
    DELETE FROM reference_referenceversion;
"""


def rules(table: str, key: str) -> migrations.RunSQL:
    """No two rows of one key hold on one day; every statement that changes the table moves the version."""
    return migrations.RunSQL(
        f"""
        ALTER TABLE reference_{table} ADD CONSTRAINT reference_{table}_no_overlap
          EXCLUDE USING gist ({key}, daterange(valid_from, valid_to, '[]') WITH &&)
          DEFERRABLE INITIALLY IMMEDIATE;
        CREATE TRIGGER reference_touch AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON reference_{table}
          FOR EACH STATEMENT EXECUTE FUNCTION reference_touch();
        """,
        f"""
        DROP TRIGGER reference_touch ON reference_{table};
        ALTER TABLE reference_{table} DROP CONSTRAINT reference_{table}_no_overlap;
        """,
    )


class Migration(migrations.Migration):
    """Rules in SQL."""

    dependencies = [("reference", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS btree_gist", migrations.RunSQL.noop),
        migrations.RunSQL(VERSION, NO_VERSION),
        *(rules(table, key) for table, key in KEYS.items()),
    ]
