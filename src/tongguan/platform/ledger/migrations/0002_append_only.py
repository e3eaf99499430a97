"""The audit trail and the ledger grow only at their end; every new audit entry waits for its place.

TRUNCATE stays possible for who owns the tables; the verification finds it, as it finds what a person with the
database's password changes after switching the triggers off.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit_auditentry
  FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER leaf_append_only BEFORE UPDATE OR DELETE ON ledger_ledgerleaf
  FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER checkpoint_append_only BEFORE UPDATE OR DELETE ON ledger_checkpoint
  FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();

CREATE FUNCTION ledger_note_pending() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ledger_pendingentry (entry_id) VALUES (NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER audit_pending AFTER INSERT ON audit_auditentry
  FOR EACH ROW EXECUTE FUNCTION ledger_note_pending();

INSERT INTO ledger_pendingentry (entry_id) SELECT id FROM audit_auditentry;
"""

BACKWARD = """
DROP TRIGGER audit_pending ON audit_auditentry;
DROP FUNCTION ledger_note_pending();
DROP TRIGGER checkpoint_append_only ON ledger_checkpoint;
DROP TRIGGER leaf_append_only ON ledger_ledgerleaf;
DROP TRIGGER audit_append_only ON audit_auditentry;
DROP FUNCTION ledger_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial"), ("audit", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
