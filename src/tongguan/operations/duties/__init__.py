"""Duties and taxes: assessment line by line with every step explained, the bill, the payment mark (OP-07)."""
