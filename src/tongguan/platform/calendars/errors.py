"""What the calendar cannot count."""


class NotAPeriod(ValueError):
    """The legal number is not a time limit in days, working days, months or hours."""
