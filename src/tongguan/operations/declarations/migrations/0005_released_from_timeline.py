"""When each declaration was released, out of its timeline."""

from django.db import migrations

RELEASED = """
UPDATE declarations_declaration AS d SET released_at = s.at
FROM (
    SELECT reference, max(at) AS at FROM cases_casestep
    WHERE workflow = 'declaration' AND transition IN ('release', 'confirm_payment') GROUP BY reference
) AS s
WHERE s.reference = d.reference AND d.released_at IS NULL AND d.state IN ('released', 'closed')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("declarations", "0004_lodged_again_and_released"),
        ("cases", "0001_initial"),
    ]

    operations = [migrations.RunSQL(RELEASED, migrations.RunSQL.noop)]
