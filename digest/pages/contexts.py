"""All kinds of page: what a template may know, one frozen class a kind, each beside its planner."""

from __future__ import annotations

from digest.pages.articles import ArticlePage, PlainPage
from digest.pages.corrections import CorrectionsPage
from digest.pages.coverage import CoveragePage
from digest.pages.data import DataPage, OpmlPage
from digest.pages.editions import EditionPage, EditionsPage
from digest.pages.feeds import FeedPage
from digest.pages.front import FrontPage
from digest.pages.letters import MailPage
from digest.pages.lists import ListPage
from digest.pages.llms import LlmsPage
from digest.pages.notfound import NotFoundPage
from digest.pages.own import OwnPage, TextPage
from digest.pages.redirects import RedirectPage
from digest.pages.search import SearchCards, SearchPage, SearchWords
from digest.pages.sitemap import NewsSitemapPage, RobotsPage, SitemapIndexPage, SitemapPage
from digest.pages.sources import SourcesPage
from digest.pages.stories import StoriesPage
from digest.pages.tags import TagsPage

AnyContext = (
    ArticlePage | PlainPage | FrontPage | EditionPage | EditionsPage | ListPage | TagsPage | SourcesPage | StoriesPage
    | CorrectionsPage | CoveragePage | SearchPage | SearchWords | SearchCards | NotFoundPage | RedirectPage | FeedPage | SitemapPage
    | SitemapIndexPage | NewsSitemapPage | RobotsPage | LlmsPage | DataPage | OpmlPage | MailPage | OwnPage | TextPage
)  # fmt: skip
"""Any kind, as a type: msgspec finds the right one by its tag."""

CONTEXTS = AnyContext.__args__
"""The kinds, in the order of the reference of template variables."""
