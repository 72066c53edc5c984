"""Signals that end the process (SIGINT, SIGTERM, SIGHUP), the exceptions that they raise, and their handlers. This file imports
little, so that `digest --help` is fast."""

from __future__ import annotations

import signal
from typing import NoReturn

ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""The signals that ask a process to end."""


class Ended(BaseException):
    """A signal asked the process to end. An exception, so that `finally` blocks and context managers clean up."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


INTERRUPTIONS = (KeyboardInterrupt, Ended)


def raise_on_ending_signals() -> None:
    """Raise an exception when a signal asks the process to end. Later signals are ignored: they would interrupt the cleanup."""

    def end_process(number: int, _: object) -> NoReturn:
        for handled_signal in handled_signals:
            signal.signal(handled_signal, signal.SIG_IGN)
        if number == signal.SIGINT:
            raise KeyboardInterrupt
        raise Ended(number)

    handled_signals = [number for number in ENDING if signal.getsignal(number) != signal.SIG_IGN]  # nohup and & ignore some
    for number in handled_signals:
        signal.signal(number, end_process)
