"""What ends the process from outside, and is no mistake of the code that it was raised in. Imports nothing, for `digest --help`."""


class Ended(BaseException):
    """A signal that asks the process to end; its cleaning up is done on the way out."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


INTERRUPTIONS = (KeyboardInterrupt, Ended)
