"""Requests to amend or cancel what was declared, and the officer's decision on them."""
