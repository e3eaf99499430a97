"""Commands of Django that the house does faster."""
