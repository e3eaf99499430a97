"""Django's PostgreSQL backend, which first makes sure that the embedded server is up."""
