"""llms.txt: the description of the site for language models."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from digest.config.config import Config, Lists
from digest.grouping.registries import Registries, Topic
from digest.pages.llms_txt import LlmsTopic, llms
from digest.pages.output_files import Asset
from tests.values import CONFIG, collected, contexts_of, pages_of


def llms_context(config: Config = CONFIG, topics: tuple[Topic, ...] = ()) -> Any:
    collections = collected(config=config, registries=Registries(topics))
    return contexts_of(llms, collections, config)["llms.txt"]


def test_llms_txt_has_title_description_and_topics():
    topics = (Topic("world", "World", "What goes\n on."), Topic("tech", "Technology"))
    context = llms_context(replace(CONFIG, title="A  title", description="Of *all* [things]"), topics)
    assert (context.title, context.description, context.url) == ("A title", r"Of \*all\* \[things\]", "/repo/llms.txt")
    assert context.topics == (
        LlmsTopic("World", "https://example.org/repo/topics/world/", "What goes on."),
        LlmsTopic("Technology", "https://example.org/repo/topics/tech/"),
    )
    assert context.has_data


@pytest.mark.parametrize("sign", list("\\[]<>`*_"))
def test_markdown_syntax_in_names_is_escaped(sign: str):
    assert llms_context(topics=(Topic("a", f"x{sign}y"),)).topics[0].name == f"x\\{sign}y"


def test_topics_without_pages_and_missing_data_are_not_listed():
    context = llms_context(replace(CONFIG, lists=Lists(topics=0), open_data=False), (Topic("world", "World"),))
    assert (context.topics, context.has_data) == ((), False)


def test_site_can_have_its_own_llms_txt():
    assert contexts_of(llms, collected(), files=[Asset("content/static/llms.txt", "hash")]) == {}
    page = pages_of(llms, collected(), files=[Asset("content/llms.txt", "hash")])["llms.txt"]
    assert (page.template, page.in_sitemap) == ("llms.txt", False)
