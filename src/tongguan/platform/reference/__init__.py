"""Dated code lists, tax rates and legal numbers: what held on a day, from which source, and whether verified."""
