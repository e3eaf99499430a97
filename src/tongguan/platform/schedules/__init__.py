"""Schedules (K6): declared jobs with deadlines, caught up after downtime, never silently partial."""
