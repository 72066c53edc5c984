"""The options that several commands share, and the values that they set."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from digest.command_options import State, article_options, shared_options


def ran(arguments: list[str], state: State) -> tuple[int, str]:
    @click.command()
    @shared_options
    def command() -> None:
        click.echo("done")

    result = CliRunner().invoke(command, arguments, obj=state)
    return result.exit_code, result.output


def test_the_defaults_are_the_current_folder_and_time():
    state = State()
    assert ran([], state) == (0, "done\n")
    assert (state.root, state.now, state.traceback, state.terminal.color) == (".", "", False, "auto")


def test_each_shared_option_is_stored_in_the_state():
    state = State()
    assert ran(["-C", "site", "--now", "2026-01-04", "--color", "never", "--traceback"], state) == (0, "done\n")
    assert (state.root, state.now, state.traceback, state.terminal.color) == ("site", "2026-01-04", True, "never")


def test_an_option_before_the_command_is_kept_if_the_command_does_not_have_it():
    @click.group()
    @shared_options
    def group() -> None: ...

    @group.command()
    @shared_options
    def command() -> None: ...

    state = State()
    result = CliRunner().invoke(
        group, ["-C", "site", "--color", "never", "--traceback", "command", "--now", "2026-01-04"], obj=state
    )
    assert result.exit_code == 0
    assert (state.root, state.now, state.traceback, state.terminal.color) == ("site", "2026-01-04", True, "never")


@pytest.mark.parametrize("when", ["auto", "always", "never"])
def test_the_three_values_of_color_are_accepted(when: str):
    assert ran(["--color", when], State())[0] == 0


def test_another_value_of_color_is_refused_and_each_option_has_help():
    assert ran(["--color", "sometimes"], State())[0] == 2
    text = ran(["--help"], State())[1]
    for words in ("-C DIR", "The site's folder", "--now DATE", "The time to use as now", "--color WHEN", "Colours in the output",
                  "--traceback", "Show the traceback"):  # fmt: skip
        assert words in text


def test_the_options_of_a_new_article():
    found: list[dict[str, object]] = []

    @click.command()
    @article_options
    def command(**given: object) -> None:
        found.append(given)

    runner = CliRunner()
    full = [
        "-t",
        "world",
        "--topic",
        "tech",
        "--tag",
        "a",
        "--tag",
        "b",
        "--source",
        "wire",
        "--url",
        "https://a.example/",
        "--draft",
    ]
    assert runner.invoke(command, []).exit_code == runner.invoke(command, full).exit_code == 0
    assert found == [
        {"topics": (), "tags": (), "source": "", "url": "", "draft": False},
        {"topics": ("world", "tech"), "tags": ("a", "b"), "source": "wire", "url": "https://a.example/", "draft": True},
    ]
    text = runner.invoke(command, ["--help"]).output
    for words in ("-t, --topic TOPIC", "A topic of", "--tag TAG", "A tag;", "--source NAME", "The source:", "--url URL",
                  "The address of the original", "--draft", "Mark it as a draft"):  # fmt: skip
        assert words in text


def test_the_help_lists_options_in_order():
    text = ran(["--help"], State())[1]
    places = [text.index(option) for option in ("-C DIR", "--now", "--color", "--traceback")]
    assert places == sorted(places)
    refused = ran(["--color", "sometimes"], State())[1]
    places = [refused.index(word) for word in ("auto", "always", "never")]
    assert places == sorted(places)

    @click.command()
    @article_options
    def command(**_: object) -> None: ...

    text = CliRunner().invoke(command, ["--help"]).output
    places = [text.index(option) for option in ("--topic", "--tag", "--source", "--url", "--draft")]
    assert places == sorted(places)
