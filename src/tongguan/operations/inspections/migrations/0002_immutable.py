"""Reports are written once: the database itself refuses to change or remove one."""

from django.db import migrations

GUARD = """
CREATE FUNCTION inspections_report_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'an inspection report is never changed; write the next version' USING ERRCODE = 'XX001'; END $$;
CREATE TRIGGER inspections_report_immutable BEFORE UPDATE OR DELETE ON inspections_report
FOR EACH ROW EXECUTE FUNCTION inspections_report_immutable();
"""
UNGUARD = """
DROP TRIGGER inspections_report_immutable ON inspections_report;
DROP FUNCTION inspections_report_immutable();
"""


class Migration(migrations.Migration):
    """The trigger."""

    dependencies = [("inspections", "0001_initial")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
