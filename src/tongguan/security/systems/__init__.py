"""The register of systems: every module of the six big systems as a card, kept true by being derived."""
