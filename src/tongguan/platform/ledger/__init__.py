"""The tamper-evident ledger over the audit trail: signed checkpoints, proofs, witnesses, receipts."""
