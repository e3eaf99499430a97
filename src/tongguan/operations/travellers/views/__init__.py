"""Pages of travellers: hits first, then one look-up, flights, messages, lists, and how well it all does."""
