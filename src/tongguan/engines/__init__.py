"""Pure computations of the customs field: Python and numpy, no Django, no database, no network."""
