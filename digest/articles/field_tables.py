"""The tables of front-matter fields for articles, texts about stories, and intros of editions: the name, reader, description and
other spellings (`pubDate`, `keywords`) of each field; keys of other programs that mark drafts or are ignored; the required fields,
with an example of each."""

from __future__ import annotations

from functools import lru_cache, partial

from digest.articles.article import Citation, Correction, Image, KeyDate, Quote
from digest.articles.content_file import STORIES_FOLDER
from digest.articles.date_reader import zone_of
from digest.articles.field_readers import (
    list_reader,
    read_aliases,
    read_edition,
    read_moment,
    read_picture,
    read_related,
    read_slug,
    read_tags,
    read_text,
    read_texts,
    read_url,
    record_reader,
)
from digest.config.language_tags import read_language
from digest.yaml import schema, value_readers
from digest.yaml.schema import Field, Table, table

_ARTICLE_MODES = ("link", "excerpt", "full")
_ARTICLE_KINDS = ("article", "brief", "link", "quote")
_DRAFT_STATUSES = frozenset(
    ("draft", "drafts", "private", "pending", "hidden", "unlisted", "unpublished", "trash", "in progress", "wip")
)
_DRAFT_SPELLINGS = {
    "published": (*value_readers.FALSE_WORDS, "0"),
    "publish": (*value_readers.FALSE_WORDS, "0"),
    "status": _DRAFT_STATUSES,
    "visibility": _DRAFT_STATUSES,
    "isDraft": value_readers.TRUE_WORDS,
    "hidden": value_readers.TRUE_WORDS,
    "unlisted": value_readers.TRUE_WORDS,
}
"""Keys and values by which Jekyll, Pelican, WordPress, Obsidian, Docusaurus and Hugo themes mark drafts and hidden or unlisted
texts."""

_OLD_ADDRESS_HINT = (
    "aliases: [/old/path/] keeps an old address, slug: … names the page, permalink in digest.yml makes all addresses"
)
_ARTICLE_WEIGHT = value_readers.number(-1000, 1000)


@lru_cache(maxsize=8)
def article_fields(zone_name: str) -> Table:
    """Return the fields of an article, for a site in this time zone."""
    date_reader = partial(read_moment, zone=zone_of(zone_name))
    citation = table(
        Field("name", value_readers.read_text_value, "the source, or its name in content/sources.yml"),
        Field("url", read_url, "the address of the original", ("link",)),
        Field("title", value_readers.read_text_value, "the original's headline"),
        Field("author", value_readers.read_text_value, "who wrote it", ("authors",)),
        Field("published", date_reader, "when it was published", ("date",)),
        Field("lang", read_language, "its language", ("language",)),
    )
    image = table(
        Field(
            "src", read_picture, "the file beside the article, a path of the site, or an address", ("path", "url", "file", "image")
        ),
        Field("alt", value_readers.read_text_value, "what it shows, for those who cannot see it"),
        Field("credit", value_readers.read_text_value, "who made it"),
        Field("caption", value_readers.read_text_value, "the caption"),
    )
    quote = table(
        Field("text", value_readers.read_text_value, "the words"),
        Field("by", value_readers.read_text_value, "who said them", ("author", "name")),
    )
    correction = table(
        Field("date", date_reader, "when it was corrected"), Field("text", value_readers.read_text_value, "what was wrong")
    )
    cite = record_reader(citation, Citation, "name", ())
    return table(
        Field("title", value_readers.optional_text, "the headline; with `headline`, the headline of the original. Required"),
        Field("headline", value_readers.optional_text, "a headline of your own, shown instead of `title`"),
        Field(
            "date",
            date_reader,
            "the day or the instant of the article. Required, unless the file name begins with a date",
            ("pubDate", "pubDatetime"),
        ),
        Field(
            "updated",
            date_reader,
            "when the text last changed",
            ("lastmod", "modified", "last_modified_at", "updatedDate", "modDatetime"),
        ),
        Field("publish_at", date_reader, "not published before this instant (embargo)", ("publishDate",)),
        Field("expires", date_reader, "not published from this instant on", ("expiryDate", "expiry")),
        Field(
            "draft",
            value_readers.flag,
            "whether it is a draft, which is not published; `published: false`, `status: draft` and the like of other programs "
            "mean the same, with a note",
            implied_by=_DRAFT_SPELLINGS,
        ),
        Field(
            "topics",
            read_texts,
            "slugs from `content/topics.yml`, the main topic first. Required",
            ("category", "categories"),
            short="topic",
            max_values=20,
        ),
        Field("tags", read_tags, "keywords of your choice", ("keywords",), short="tag", max_values=100),
        Field("source", cite, "the original: the name of its source, or `{name, url, title, author, published, lang}`"),
        Field("source_url", read_url, "the address of the original, if `source` is only a name", ("external_url", "original_url")),
        Field("via", cite, "where you found it: a name, or a mapping as in `source`"),
        Field("also", list_reader(cite), "coverage by others: a list of mappings as in `source`", max_values=500),
        Field("authors", value_readers.texts, "who wrote the article", ("author", "byline"), max_values=100),
        Field(
            "summary",
            value_readers.optional_text,
            "one or two sentences for lists and feeds; without it, the first paragraph",
            ("description", "excerpt"),
        ),
        Field("why", value_readers.optional_text, "one sentence on why it matters"),
        Field("points", value_readers.texts, "the main points, as a list", max_values=100),
        Field("quote", record_reader(quote, Quote, "text", ("text",)), "a quotation: a text, or `{text, by}`"),
        Field("featured", value_readers.flag, "whether it is a lead story of its day", ("feature",)),
        Field(
            "weight",
            _ARTICLE_WEIGHT,
            "the order within a day on the first page of a list: lower numbers come first, after lead stories",
        ),
        Field("pin_until", date_reader, "the article stays at the top of the front page and of its topics until this instant"),
        Field("kind", value_readers.choice(*_ARTICLE_KINDS), "`article`, `brief`, `link` or `quote`", ("type",)),
        Field(
            "edition",
            read_edition,
            "the closing day of the edition that it belongs to, such as `2026-01-09`, or `none`; without it, its date decides",
        ),
        Field(
            "story",
            read_texts,
            "the story that it belongs to, or several: a slug, or a name; each story has a page",
            short="stories",
            max_values=20,
        ),
        Field(
            "covers",
            read_text,
            "the file of an article about the same event, as in a link: lists of topics and the front page then show this one "
            "under its card",
        ),
        Field(
            "related", read_related, "the files of related articles, as in links, instead of those that digest finds", max_values=20
        ),
        Field(
            "image",
            record_reader(image, Image, "src", ("src",)),
            "a picture: a file, or `{src, alt, credit, caption}`",
            ("cover", "featured_image", "heroImage", "coverImage"),
        ),
        Field(
            "translation",
            read_text,
            "a key of your choice, shared by articles that are translations of each other; each has its own `lang`",
            ("translationKey",),
        ),
        Field("lang", read_language, "the language, if it is not the site's", ("language", "locale")),
        Field("slug", read_slug, "its name in the url; without it, the name of the file"),
        Field(
            "aliases",
            read_aliases,
            "old paths of this site; each becomes a redirect to the article",
            ("redirect_from",),
            max_values=200,
        ),
        Field(
            "corrections",
            list_reader(record_reader(correction, Correction, "text", ("date", "text"))),
            "corrections: a list of `{date, text}`",
            max_values=500,
        ),
        Field("mode", value_readers.choice(*_ARTICLE_MODES), "how much of the text is published: `link`, `excerpt` or `full`"),
        Field("id", value_readers.read_text_value, "its identity in feeds, which must never change", ("guid", "uuid")),
        Field("extra", value_readers.plain_mapping, "keys of your own for your theme"),
        ignored={
            "layout": (),
            "published": value_readers.TRUE_WORDS,
            "publish": value_readers.TRUE_WORDS,
            "status": ("published", "publish", "public", "final", "finished", "done", "evergreen"),
            "visibility": ("public",),
            "isDraft": value_readers.FALSE_WORDS,
            "hidden": value_readers.FALSE_WORDS,
            "unlisted": value_readers.FALSE_WORDS,
            "type": schema.Unlike(*_ARTICLE_KINDS),
        },
        hints={
            "published": "write date: … for the day, or draft: true",
            "permalink": _OLD_ADDRESS_HINT,
            "url": _OLD_ADDRESS_HINT,
            "created": "write date: …, or put it under extra:",
            "hold": "it is a setting, below editions: in digest.yml; publish_at: … keeps a single article back",
        },
    )


STORY_STATUSES = ("open", "closed")


@lru_cache(maxsize=8)
def story_fields(zone_name: str) -> Table:
    """Return the fields of the text about a story, in content/stories/, for a site in this time zone."""
    date_reader = partial(read_moment, zone=zone_of(zone_name))
    key_date = table(Field("date", date_reader, "the day"), Field("text", value_readers.read_text_value, "what happened"))
    elsewhere = f"this file is the text about a story; articles lie outside of {STORIES_FOLDER}"
    return table(
        Field("title", value_readers.optional_text, "the name of the story. Required"),
        Field("summary", value_readers.optional_text, "one or two sentences about it", ("description",)),
        Field("status", value_readers.choice(*STORY_STATUSES), "`open` or `closed`: whether more is to come"),
        Field(
            "dates",
            list_reader(record_reader(key_date, KeyDate, "text", ("date", "text"))),
            "what happened when: a list of `{date, text}`",
            max_values=500,
        ),
        Field("updated", date_reader, "when the text last changed", ("lastmod", "modified")),
        Field("draft", value_readers.flag, "whether this text is a draft; then the page of the story has only its articles"),
        Field("lang", read_language, "the language of the text, if it is not the site's", ("language", "locale")),
        Field(
            "aliases", read_aliases, "old paths of this site that become redirects to the story", ("redirect_from",), max_values=200
        ),
        Field("extra", value_readers.plain_mapping, "keys of your own, for your theme"),
        hints=dict.fromkeys(("date", "topic", "topics", "source", "tags", "story", "stories"), elsewhere),
    )


INTRO_FIELDS = table(
    Field("title", value_readers.optional_text, "the title of the edition, shown beside its number"),
    Field("summary", value_readers.optional_text, "one or two sentences for lists, feeds and search engines", ("description",)),
    Field(
        "lead",
        read_texts,
        "the files of the lead stories, below `content/`, such as `[2026/01/harbour.md]`; without it, the articles that are "
        "`featured`",
        max_values=20,
    ),
    Field("draft", value_readers.flag, "whether it is a draft, which only a preview shows"),
    Field("extra", value_readers.plain_mapping, "keys of your own, for your theme"),
)
"""The fields of an intro in content/editions/."""

REQUIRED_FIELDS = {
    "title": (("title",), 'title: "…"'),
    "date": (("date", "pubDate", "pubDatetime"), "date: 2026-01-04"),
    "topics": (("topic", "topics", "category", "categories"), "topic: … (see content/topics.yml)"),
}
"""The required fields of every article, with their spellings and an example."""
