"""Run the planners of extensions: convert each returned page or text file to plain values, and report those with a wrong type, an
invalid path, or an article's text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from digest.config.config import Config
from digest.diagnostics import Diagnostic
from digest.errors import ContentError
from digest.extensions import Addition
from digest.grouping.article_collections import Collections
from digest.output_paths import path_error, printable
from digest.pages.extension_contexts import TextFile, TextPage
from digest.pages.page import Page
from digest.pages.page_kinds import AnyContext
from digest.pages.plan_part import AnyPart, ready_part
from digest.pages.site import Site
from digest.urls import url_of

TEXT_FILE_TEMPLATE = "verbatim.txt"
"""The template of the text files of extensions."""

PLANNER_HINT = "return Page(path, template, context) or TextFile(path, text), as digest help extending shows"


class _ReturnedPage(Struct):
    """The values of a page that a planner can set."""

    path: str
    template: str
    context: AnyContext
    modified: Annotated[datetime, Meta(tz=True)] | None
    in_sitemap: bool


_encode_returned_page = msgspec.json.Encoder(order="deterministic").encode


@cache
def _returned_page_decoder() -> msgspec.json.Decoder[_ReturnedPage]:
    return msgspec.json.Decoder(_ReturnedPage)  # takes 5 ms, and most sites have no planners of their own


def part_name(planner: Addition) -> str:
    """Return the name of the part with a planner's pages."""
    return f"extension {planner.code.name}: {planner.name}"


def added_part(
    planner: Addition, collections: Collections, site: Site, config: Config
) -> tuple[AnyPart | None, tuple[Diagnostic, ...]]:
    """Return the pages of a planner as one part, or None and the diagnostics if it fails or returns something else.

    The pages themselves are the inputs of the part, so any change of a page causes the part to be planned again.
    """
    try:
        returned_values = planner.run(lambda plan: _returned_values(plan(collections, site, config)))
        return ready_part(part_name(planner), *(_added_page(planner, value, config) for value in returned_values)), ()
    except ContentError as error:
        return None, tuple(error.diagnostics)


def _returned_values(planner_result: object) -> list[Any]:
    """Return the values that a planner returned; runs a generator to its end. Any other value becomes one item, reported later."""
    return (
        list(planner_result)
        if isinstance(planner_result, Iterable) and not isinstance(planner_result, (str, bytes))
        else [planner_result]
    )


def _added_page(planner: Addition, value: object, config: Config) -> Page:
    """Return the page with plain values only, as a worker would return it. Raises ContentError."""
    if isinstance(value, TextFile):
        text: object = value.text
        if not isinstance(text, str):  # bytes would become base64
            message = f"the text of {printable(str(value.path))} is {type(text).__name__} instead of str"
            raise ContentError(diagnostics=[planner.diagnostic("E703", message, "decode it; bytes belong into content/static/")])
        value = Page(value.path, TEXT_FILE_TEMPLATE, TextPage(title="", text=text), in_sitemap=False)
    if not isinstance(value, Page):
        raise ContentError(
            diagnostics=[planner.diagnostic("E703", f"it returned {type(value).__name__} instead of a page", PLANNER_HINT)]
        )
    path = value.path
    path_problem = path_error(path) if isinstance(path, str) else "it is no text"
    if path_problem:
        shown_path = printable(str(path))
        raise ContentError(
            diagnostics=[planner.diagnostic("E204", f"{shown_path} cannot be written: {path_problem}", "give it another path")]
        )
    try:
        returned_page = _ReturnedPage(path, value.template, value.context, value.modified, value.in_sitemap)  # type: ignore[arg-type]  # decoding checks it
        decoded_page = _returned_page_decoder().decode(_encode_returned_page(returned_page))
    except (TypeError, ValueError, RecursionError) as error:
        message = f"{path} cannot be written to a page: {error}"
        raise ContentError(diagnostics=[planner.diagnostic("E703", message, PLANNER_HINT)]) from None
    if decoded_page.context.texts:
        message = f"{path} contains the text of an article, which only its page and feeds may show"
        raise ContentError(diagnostics=[planner.diagnostic("E703", message, "return a ListPage or an OwnPage with cards")])
    context = replace(decoded_page.context, url=config.base_path + url_of(path))
    return Page(path, decoded_page.template, context, str(planner), decoded_page.modified, decoded_page.in_sitemap)
