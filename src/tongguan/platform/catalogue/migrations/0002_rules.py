"""What the ORM cannot say: one truth per day and state of knowledge; indexes of Chinese and English search."""

from django.db import migrations

SEARCH = """
    CREATE INDEX catalogue_tokens ON catalogue_entryversion
      USING gin (to_tsvector('simple', search_tokens)) WHERE known_to IS NULL;
    CREATE INDEX catalogue_trigrams ON catalogue_entryversion
      USING gin (search_text gin_trgm_ops) WHERE known_to IS NULL;
"""
ONE_TRUTH = """
    ALTER TABLE catalogue_entryversion ADD CONSTRAINT catalogue_one_truth EXCLUDE USING gist (
      entry_id WITH =,
      daterange(valid_from, valid_to, '[]') WITH &&,
      tstzrange(known_from, known_to) WITH &&)
"""


class Migration(migrations.Migration):
    """Rules in SQL."""

    dependencies = [("catalogue", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS btree_gist", migrations.RunSQL.noop),
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS pg_trgm", migrations.RunSQL.noop),
        migrations.RunSQL(
            ONE_TRUTH, "ALTER TABLE catalogue_entryversion DROP CONSTRAINT catalogue_one_truth"
        ),
        migrations.RunSQL(SEARCH, "DROP INDEX catalogue_tokens; DROP INDEX catalogue_trigrams"),
    ]
