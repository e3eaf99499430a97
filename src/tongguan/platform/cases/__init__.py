"""Multi-party cases (K1): one declaration gives states, permissions, pages, API, timeline, clocks and diagram."""
