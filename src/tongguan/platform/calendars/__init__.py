"""The legal calendar of the house: holidays as dated rows, deadlines from legal numbers."""
