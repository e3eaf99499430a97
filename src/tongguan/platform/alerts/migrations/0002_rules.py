"""What the ORM cannot say: an alert rests on something."""

from django.db import migrations


class Migration(migrations.Migration):
    """Rules in SQL."""

    dependencies = [("alerts", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """ALTER TABLE alerts_alert ADD CONSTRAINT alert_has_evidence
               CHECK (jsonb_typeof(evidence) = 'array' AND jsonb_array_length(evidence) > 0)""",
            "ALTER TABLE alerts_alert DROP CONSTRAINT alert_has_evidence",
        )
    ]
