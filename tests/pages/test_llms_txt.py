"""llms.txt: what the site is, for programs that read."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from digest.config.config import Config, Lists
from digest.grouping.registries import Registries, Topic
from digest.pages.llms_txt import LlmsTopic, llms
from digest.pages.output_files import Asset
from tests.values import CONFIG, collected, contexts_of, pages_of


def found(config: Config = CONFIG, topics: tuple[Topic, ...] = ()) -> Any:
    collections = collected(config=config, registries=Registries(topics))
    return contexts_of(llms, collections, config)["llms.txt"]


def test_it_says_what_the_site_is_and_where_its_parts_are():
    topics = (Topic("world", "World", "What goes\n on."), Topic("tech", "Technology"))
    context = found(replace(CONFIG, title="A  title", description="Of *all* [things]"), topics)
    assert (context.title, context.description, context.url) == ("A title", r"Of \*all\* \[things\]", "/repo/llms.txt")
    assert context.topics == (
        LlmsTopic("World", "https://example.org/repo/topics/world/", "What goes on."),
        LlmsTopic("Technology", "https://example.org/repo/topics/tech/"),
    )
    assert context.has_data


@pytest.mark.parametrize("sign", list("\\[]<>`*_"))
def test_a_name_is_a_text_also_in_markdown(sign: str):
    assert found(topics=(Topic("a", f"x{sign}y"),)).topics[0].name == f"x\\{sign}y"


def test_topics_without_pages_are_not_named_and_data_that_is_not_there_neither():
    context = found(replace(CONFIG, lists=Lists(topics=0), open_data=False), (Topic("world", "World"),))
    assert (context.topics, context.has_data) == ((), False)


def test_a_site_may_have_its_own():
    assert contexts_of(llms, collected(), files=[Asset("content/static/llms.txt", "hash")]) == {}
    page = pages_of(llms, collected(), files=[Asset("content/llms.txt", "hash")])["llms.txt"]
    assert (page.template, page.in_sitemap) == ("llms.txt", False)
