"""The click options that several commands share (`-C`, `--now`, `--color`, `--traceback`, and topic, tag, source, url and draft of
new articles) with their help texts, and the state that holds their values."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

import click

from digest.terminal import Terminal

F = TypeVar("F", bound=Callable[..., Any])


class State:
    """The values of the shared options."""

    def __init__(self) -> None:
        self.started = time.perf_counter()
        self.root = "."
        self.now = ""
        self.traceback = False
        self.terminal = Terminal()
        self.kept: list[object] = []
        """References that keep values alive until the process ends (`CommandRun.keep`)."""


def shared_options(function: F) -> F:
    """Add the options that may be given before or after any command."""

    def store_option(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
        def store_value(context: click.Context, _: click.Parameter, value: Any) -> None:
            state = context.ensure_object(State)
            if value not in (None, False):
                setattr(state.terminal if hasattr(state.terminal, name) else state, name, value)

        return store_value

    option_decorators = (
        click.option(
            "-C",
            "root",
            metavar="DIR",
            expose_value=False,
            callback=store_option("root"),
            help="The site's folder (the current one).",
        ),
        click.option(
            "--now",
            metavar="DATE",
            expose_value=False,
            callback=store_option("now"),
            help="The time to use as now: a date or an instant (or SOURCE_DATE_EPOCH).",
        ),
        click.option(
            "--color",
            type=click.Choice(["auto", "always", "never"]),
            metavar="WHEN",
            expose_value=False,
            callback=store_option("color"),
            help="Colours in the output: auto, always or never.",
        ),
        click.option(
            "--traceback",
            is_flag=True,
            default=False,
            expose_value=False,
            callback=store_option("traceback"),
            help="Show the traceback of an internal error.",
        ),
    )
    for option in reversed(option_decorators):
        function = option(function)
    return function


def article_options(function: F) -> F:
    """Add the options that set front matter fields of a new article."""
    topic_help = "A topic of content/topics.yml; may be repeated. Without one the article is a draft."
    source_help = "The source: a name, or a slug of content/sources.yml, whose time zone an import then uses."
    option_decorators = (
        click.option("-t", "--topic", "topics", multiple=True, metavar="TOPIC", help=topic_help),
        click.option("--tag", "tags", multiple=True, metavar="TAG", help="A tag; may be repeated."),
        click.option("--source", default="", metavar="NAME", help=source_help),
        click.option("--url", default="", metavar="URL", help="The address of the original."),
        click.option("--draft", is_flag=True, default=False, help="Mark it as a draft."),
    )
    for option in reversed(option_decorators):
        function = option(function)
    return function
