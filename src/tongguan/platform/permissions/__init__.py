"""Default deny: actors, roles, permissions, and the check every page and operation must declare."""
