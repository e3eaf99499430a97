"""The database: an embedded PostgreSQL, its backup and its health."""
