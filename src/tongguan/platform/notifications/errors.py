"""What can go wrong on the way out."""


class Undeliverable(Exception):
    """The receiver did not take a delivery; `final` means that trying again is useless."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final
