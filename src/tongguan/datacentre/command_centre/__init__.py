"""The command centre: the wall and the commander's desk (OP-22)."""
