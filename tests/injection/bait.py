"""Sites that contain each payload in every place where a text of an article, source, topic or tag appears."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from html import unescape
from urllib.parse import quote

from tests.injection.payloads import Payload

BASE = "https://example.org/repo/"
PER_DAY = 25


def site(
    payloads: Sequence[Payload], *, html: bool, theme: str = "default", mine: Mapping[str, str] | None = None
) -> dict[str, str | bytes]:
    """Return a site with an article, a topic, a tag and a source for each payload; `mine` overrides files of the theme."""
    settings = {
        "title": "Bait",
        "base_url": BASE,
        "html": html,
        "theme": theme,
        "nav": [name(payload) for payload in payloads[:1]],
        "feed": {"entries": 1000, "terms": False, "formats": ["atom", "json", "rss"]},
    }
    return {
        "digest.yml": "".join(f"{key}: {yaml_value(value)}\n" for key, value in settings.items()),
        "content/topics.yml": registry({name(each): {"name": each.line, "description": each.line} for each in payloads}),
        "content/sources.yml": registry({name(each): {"name": each.line} for each in payloads}),
        **{f"content/{name(payload)}.md": article(payload) for payload in payloads},
        **{f"themes/{theme}/{path}": text for path, text in (mine or {}).items()},
    }


def name(payload: Payload) -> str:
    """Return the slug of the article, topic, tag and source with this payload."""
    return f"p{payload.number:03}"


def path(payload: Payload) -> str:
    """Return the path of the article's page, below that of the front page."""
    return f"2026/01/{1 + payload.number // PER_DAY:02}/{name(payload)}/"


def mark(payload: Payload) -> str:
    """Return a word that only this article contains."""
    return f"mark{payload.number:03}"


def yaml_value(value: object) -> str:
    """Return a value as YAML, in the form of JSON."""
    return json.dumps(value, ensure_ascii=False)


def registry(entries: Mapping[str, object]) -> str:
    return "".join(f"{key}: {yaml_value(value)}\n" for key, value in entries.items())


def article(payload: Payload) -> str:
    text = payload.line
    url = address(text)
    fields = {
        "title": f"{text} {mark(payload)}",
        "date": f"2026-01-{1 + payload.number // PER_DAY:02}",
        "topics": [name(payload)],
        "tags": [f"{name(payload)} {text}"[:60]],
        "authors": [text, f"{text} and another"],
        "summary": text,
        "why": text,
        "points": [text],
        "quote": {"text": text, "by": text},
        "source": {"name": text, "url": url, "title": text, "author": text},
        "via": name(payload),
        "also": [{"name": text, "url": url, "title": text, "author": text}],
        "image": {"src": address(text, "https://pictures.invalid/"), "alt": text, "credit": text, "caption": text},
        "corrections": [{"date": "2026-02-01", "text": text}],
    }
    front = "".join(f"{key}: {yaml_value(value)}\n" for key, value in fields.items())
    return f"---\n{front}---\n{body(payload)}\n"


def address(text: str, start: str = "https://source.invalid/") -> str:
    """Return an address that ends with the part of this text that is valid there."""
    return start + re.sub(r'[\s<>"]', lambda found: quote(found[0]), text)


def has_scheme(text: str) -> bool:
    """Return whether Markdown finds a scheme in this address. Otherwise it is a missing file, and the build fails."""
    plain = re.sub("&[#0-9A-Za-z]+;", lambda found: unescape(found[0]) or "?", text)
    return re.match("[A-Za-z][A-Za-z0-9+.-]*:", plain) is not None


def body(payload: Payload) -> str:
    """Return the payload as a block, and in every Markdown construct that can contain it."""
    raw, text = payload.text, payload.line
    link = text if payload.family == "schemes" and has_scheme(text) else address(text)
    inside = text.replace("|", "\\|")
    return "\n\n".join(
        [
            f"The beginning, {text}, of a text.",
            raw,
            f"# {text}",
            f"- {text}",
            f"> {text}",
            f"| {inside} | b |\n|---|---|\n| c | {inside} |",
            f"`{text}` **{text}** *{text}* ~~{text}~~",
            f"[link]({link}) [link](<{link}>) <{link}> [{text}](https://a.invalid/) [link](https://a.invalid/ '{text}')",
            f'![{text}](https://pictures.invalid/a.png) ![picture]({link}) ![picture](https://pictures.invalid/b.png "{text}")',
            f'[a][one] and ![b][one]\n\n[one]: {link} "{text}"',
            f"A note[^n].\n\n[^n]: {text}",
            f"```{text}\n{raw}\n```",
            f"```html\n{raw}\n```",
            f"> [!NOTE]\n> {text}",
            f"    {text}",
        ]
    )
