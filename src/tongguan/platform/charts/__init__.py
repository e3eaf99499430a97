"""Charts: one declaration, drawn on the server for pages and for paper."""
