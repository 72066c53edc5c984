"""The union and the list of all context classes, one per kind of page. Each class is defined in the file of its planner."""

from __future__ import annotations

from digest.pages.article_pages import ArticlePage, PlainPage
from digest.pages.corrections_page import CorrectionsPage
from digest.pages.coverage_calendar import CoveragePage
from digest.pages.edition_pages import EditionPage, EditionsPage
from digest.pages.extension_contexts import OwnPage, TextPage
from digest.pages.feeds import FeedPage
from digest.pages.front_page import FrontPage
from digest.pages.letter_pages import MailPage
from digest.pages.list_pages import ListPage
from digest.pages.llms_txt import LlmsPage
from digest.pages.not_found_page import NotFoundPage
from digest.pages.open_data import DataPage, OpmlPage
from digest.pages.redirects import RedirectPage
from digest.pages.search_pages import SearchCards, SearchPage, SearchWords
from digest.pages.sitemap import NewsSitemapPage, RobotsPage, SitemapIndexPage, SitemapPage
from digest.pages.source_pages import SourcesPage
from digest.pages.story_pages import StoriesPage
from digest.pages.tag_index import TagsPage

AnyContext = (
    ArticlePage | PlainPage | FrontPage | EditionPage | EditionsPage | ListPage | TagsPage | SourcesPage | StoriesPage
    | CorrectionsPage | CoveragePage | SearchPage | SearchWords | SearchCards | NotFoundPage | RedirectPage | FeedPage | SitemapPage
    | SitemapIndexPage | NewsSitemapPage | RobotsPage | LlmsPage | DataPage | OpmlPage | MailPage | OwnPage | TextPage
)  # fmt: skip
"""The union of all contexts. msgspec selects the class by its tag."""

CONTEXTS = AnyContext.__args__
"""The context classes, in the order of the reference of template variables."""
