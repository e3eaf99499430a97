"""What the ORM cannot say: no overlapping validity, and a version number that moves with every change."""

from django.db import migrations

KEYS = {
    "code": "list_id WITH =, code WITH =",
    "parameter": "code WITH =",
    "rate": "hs_code WITH =, kind WITH =",
}

NO_OVERLAP = "".join(
    f"""
    ALTER TABLE reference_{table} ADD CONSTRAINT reference_{table}_no_overlap
      EXCLUDE USING gist ({key}, daterange(valid_from, valid_to, '[]') WITH &&) DEFERRABLE INITIALLY IMMEDIATE;
    """
    for table, key in KEYS.items()
)

VERSION = """
    CREATE SEQUENCE reference_version_number;
    INSERT INTO reference_referenceversion (id, number) VALUES (1, nextval('reference_version_number'));
    CREATE FUNCTION reference_touch() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      UPDATE reference_referenceversion SET number = nextval('reference_version_number') WHERE id = 1;
      RETURN NULL;
    END $$;
""" + "".join(
    f"""
    CREATE TRIGGER reference_touch AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON reference_{table}
      FOR EACH STATEMENT EXECUTE FUNCTION reference_touch();
    """
    for table in KEYS
)  # noqa: S608

UNDO = (
    "".join(
        f"""
    DROP TRIGGER reference_touch ON reference_{table};
    ALTER TABLE reference_{table} DROP CONSTRAINT reference_{table}_no_overlap;
    """
        for table in KEYS
    )
    + """
    DROP FUNCTION reference_touch();
    DROP SEQUENCE reference_version_number;
    DELETE FROM reference_referenceversion;
"""  # noqa: S608
)


class Migration(migrations.Migration):
    dependencies = [("reference", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS btree_gist", migrations.RunSQL.noop),
        migrations.RunSQL(NO_OVERLAP + VERSION, UNDO),
    ]
