"""The options that several commands share, and what they say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from digest.terminal import Terminal

F = TypeVar("F", bound=Callable[..., Any])


class State:
    """What the options that stand before any verb said, and what is to last as long as the process."""

    def __init__(self) -> None:
        self.root = "."
        self.now = ""
        self.traceback = False
        self.terminal = Terminal()
        self.kept: list[object] = []
        """What a command made, until the process ends."""


def shared(function: F) -> F:
    """The options that go before or after any verb."""

    def keep(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
        def callback(context: click.Context, _: click.Parameter, value: Any) -> None:
            state = context.ensure_object(State)
            if value not in (None, False):
                setattr(state.terminal if hasattr(state.terminal, name) else state, name, value)

        return callback

    options = (
        click.option(
            "-C", "root", metavar="DIR", expose_value=False, callback=keep("root"), help="The site's folder (the current one)."
        ),
        click.option(
            "--now",
            metavar="DATE",
            expose_value=False,
            callback=keep("now"),
            help="What counts as now: a date or an instant (or SOURCE_DATE_EPOCH).",
        ),
        click.option(
            "--color",
            type=click.Choice(["auto", "always", "never"]),
            metavar="WHEN",
            expose_value=False,
            callback=keep("color"),
            help="Colours in what is printed: auto, always or never.",
        ),
        click.option(
            "--traceback",
            is_flag=True,
            default=False,
            expose_value=False,
            callback=keep("traceback"),
            help="Show the traceback of an internal error.",
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


def about(function: F) -> F:
    """The options that say what a new article is about."""
    topic = "A topic of content/topics.yml; may be given again. Without one it is a draft."
    source = "The outlet: a name, or one of content/sources.yml, whose time zone then counts for an import."
    options = (
        click.option("-t", "--topic", "topics", multiple=True, metavar="TOPIC", help=topic),
        click.option("--tag", "tags", multiple=True, metavar="TAG", help="A tag; may be given again."),
        click.option("--source", default="", metavar="NAME", help=source),
        click.option("--url", default="", metavar="URL", help="The address of the original."),
        click.option("--draft", is_flag=True, default=False, help="Mark it as a draft."),
    )
    for option in reversed(options):
        function = option(function)
    return function
