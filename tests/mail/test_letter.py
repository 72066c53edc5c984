"""Rendered letters: both parts have all values of the page, also with hostile texts."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import unescape

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from digest.config.mail_settings import PROVIDERS
from digest.grouping.card import Coverage, Link, Picture
from digest.mail.letter import Letter, has_inliner, largest_stories, make_letter
from digest.markdown.body import Body
from digest.pages.brand_context import Brand, BrandPicture
from digest.pages.letter_pages import HTML_TEMPLATE, TEXT_TEMPLATE
from digest.pages.page import Page
from digest.rendering.renderer import Renderer
from digest.rendering.theme import Layer
from tests.mail.letters import CLOSED, SETTINGS, card, default_theme, letter, page_of, site_of
from tests.selection import examples

HOSTILE = st.one_of(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60),
    st.sampled_from(
        (
            'a "quote" & <script>alert(1)</script>',
            "line\r\nBcc: victim@example.org\n\nbody",
            "\u202eright to left\u202c שלום مرحبا",
            "👩‍👩‍👧‍👦 family 🇰🇷",
            "x" * 10_000,
            "긴 제목 " * 2_000,
            "한" * 10_000,
            "{{ subscriber.email }}{% load x %}{{{ unsubscribe_url }}}",
            "*|FNAME|* **|UNSUB|*",
            "</title></style>-->]]>",
            "=?utf-8?q?Bcc:?= =_",
            "--=_",
        )
    ),
)


HEADERS = "From Subject Date Message-ID List-Id List-Unsubscribe X-Unsent MIME-Version Content-Type Content-Language"
"""The headers of a message, in order. No title adds a header."""


def visible_text(text: str) -> str:
    """Return the visible characters of a text, without spaces."""
    return "".join(text.split()).replace("\u2060", "")


def parsed(made: Letter) -> EmailMessage:
    message = message_from_bytes(made.message, policy=policy.SMTP)
    assert isinstance(message, EmailMessage)
    return message


def parts(made: Letter) -> tuple[str, str]:
    """Return the text and the HTML of the message."""
    text, html = parsed(made).iter_parts()
    return text.get_content().replace("\r\n", "\n"), html.get_content().replace("\r\n", "\n")


def addresses(made: Letter) -> set[str]:
    """Return all link addresses of the HTML, parsed like in a browser."""
    tree = html5lib.parse(made.html.decode(), namespaceHTMLElements=False)
    return {link.get("href") for link in tree.iter("a")}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_parts_of_the_message_equal_the_files(provider: str):
    made = letter(provider=provider)
    assert parts(made) == (made.text.decode(), made.html.decode())
    assert made.files == {"2026-01-09.html": made.html, "2026-01-09.txt": made.text, "2026-01-09.eml": made.message}
    assert letter(provider=provider) == made


def test_message_has_text_and_html_parts_without_surrounding_space():
    made = letter()
    assert [part.get_content_type() for part in parsed(made).iter_parts()] == ["text/plain", "text/html"]
    assert parsed(made)["From"] == "Harbour News <news@harbour.news>"
    assert parsed(made)["List-Id"] == "<digest.harbour.news>" and parsed(made)["Date"].datetime == CLOSED
    assert [made.text, made.html] == [data.strip() + b"\n" for data in (made.text, made.html)]


def test_blank_lines_around_the_text_of_a_template_are_removed():
    own = Layer("themes/own", {TEXT_TEMPLATE: "\n\n {{ page.title }}\n\n\n"}, {}, {})
    theme = replace(default_theme(), layers=(own, *default_theme().layers))
    pages = [Page("a.html", HTML_TEMPLATE, page_of(), "a letter"), Page("a.txt", TEXT_TEMPLATE, page_of(), "a letter")]
    made = make_letter(Renderer(theme, site_of(SETTINGS)), pages, {"intro": Body(("",))}.__getitem__, SETTINGS, CLOSED)
    assert made.text == b"Edition 1: Crane a\n"


def test_has_inliner_if_the_extra_is_installed(monkeypatch: pytest.MonkeyPatch):
    assert has_inliner()
    monkeypatch.setattr("digest.mail.letter.find_spec", lambda name: None)
    assert not has_inliner()


def test_both_parts_have_every_address_as_absolute_url():
    made = letter()
    text = made.text.decode()
    found = addresses(made)
    expected = {f"https://harbour.news/digest/2026/01/05/{name}/" for name in "abc"} | {
        f"https://wire.example/{name}" for name in "abc"
    }
    expected |= {f"https://gazette.example/{name}" for name in "abc"} | {f"https://harbour.news/digest/{name}-2/" for name in "abc"}
    expected |= {"https://harbour.news/fog/", "https://a.example/x?a=1&b=2", "mailto:news@harbour.news?subject=unsubscribe"}
    assert expected | {"https://harbour.news/digest/editions/2026-01-09/"} <= found
    assert all(address.startswith(("https://", "mailto:")) for address in found)
    alone = {line.strip() for line in text.splitlines()}
    stories = {address for address in expected if "x?a=1" not in address and "/fog/" not in address}
    assert stories <= alone, "the URL of a story has a line of its own"
    assert "two <https://a.example/x?a=1&b=2>" in text and "fog <https://harbour.news/fog/>" in text


def test_text_part_has_numbered_stories_and_all_values():
    text = letter().text.decode()
    assert re.findall(r"^(\d\. Crane .)$", text, re.MULTILINE) == ["1. Crane a", "2. Crane b", "3. Crane c"]
    for phrase in (
        "The Wire",
        "It lifts half",
        "Why it matters: ",
        "The crane a is back",
        "Gazette: A crane called a",
        "1 Quay Street",
    ):
        assert phrase in text
    assert max(map(len, text.splitlines())) <= 72


@pytest.mark.parametrize(
    ("file", "width", "expected"),
    [("a.png", 900, 552), ("a.JPEG?b=.svg", 300, 300), ("a.gif", 0, 552), ("a.webp", 900, 0), ("a", 900, 0)],
)
def test_picture_is_shown_if_every_mail_program_supports_its_format(file: str, width: int, expected: int):
    pier = card(image=Picture(f"/digest/{file}", width, 300, 'The "pier"', "Jane & Co"))
    html = letter(page_of(pier), intro="").html.decode()
    found = re.findall(r"<img [^>]*>", html)
    assert [re.sub(' style="[^"]*"', "", picture) for picture in found] == (
        [f'<img src="https://harbour.news/digest/{file}" alt="The &quot;pier&quot;" width="{expected}">'] if expected else []
    )
    assert ("Jane &amp; Co" in html) == bool(expected)


def test_brand_sets_the_marker_colour_and_the_logo_replaces_the_title():
    brand = Brand("#1c4e8f", "#8fb8f2", logo=BrandPicture("/digest/logo.png", 300, 96))
    html = letter(page_of(brand_ink="#ffffff", brand_ink_dark="#141414"), brand=brand).html.decode()
    assert "background-color:#1c4e8f;color:#ffffff" in html and "#ffd43b" not in html
    assert ".mark { background-color: #8fb8f2 !important; color: #141414 !important; }" in html
    (logo,) = re.findall('<img class="logo"[^>]*>', html)
    for attribute in ('src="https://harbour.news/digest/logo.png"', 'alt="Harbour News"', 'width="150"'):
        assert attribute in logo
    drawn = letter(brand=Brand(logo=BrandPicture("/digest/logo.svg"))).html.decode()
    assert "<img class" not in drawn and ">Harbour News</a></p>" in drawn and "background-color:#ffd43b;color:#141414" in drawn


def test_site_without_dark_scheme_has_letters_without_it():
    html = letter(brand=Brand(scheme="light")).html.decode()
    assert "<style>" not in html.replace("<!--[if mso]><style>", "") and 'content="light"' in html and "light dark" not in html


def test_encoding_and_a_character_outside_latin_1_come_first():
    """Otherwise Gmail treats short mail as ISO-8859-1 and clips it."""
    html = letter(intro="<p>ascii</p>").html.decode()
    assert re.match(r'<!DOCTYPE html><html[^>]*><head><meta charset="utf-8">', html)
    assert html.count("charset") == 1
    body = html.index("<body")
    assert any(ord(character) > 0x2FF for character in html[body : body + 1000])


def test_dark_scheme_rules_remain_and_override_inlined_styles():
    html = re.sub("<!--.*?-->", "", letter().html.decode())
    (style,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    assert style.startswith("@media (prefers-color-scheme: dark)")
    declarations = re.findall(r"[a-z-]+: [^;{}]+;", style.partition("{")[2])
    assert declarations and all("!important" in found for found in declarations)


@settings(max_examples=examples(60, quick=10))
@given(title=HOSTILE, summary=HOSTILE, outlet=HOSTILE, subject=HOSTILE, provider=st.sampled_from(sorted(PROVIDERS)))
def test_message_is_valid_with_hostile_texts(title: str, summary: str, outlet: str, subject: str, provider: str):
    config = replace(SETTINGS, mail=replace(SETTINGS.mail, provider=provider))
    story = card(title=title, summary=summary, source=Link(outlet, "https://wire.example/a"), also=(Coverage(outlet, "", title),))
    made = letter(page_of(story, config=config, title=subject), provider)
    message = parsed(made)
    assert message.defects == [] and all(part.defects == [] for part in message.walk())
    assert " ".join(message) == HEADERS
    assert parts(made) == (made.text.decode(), made.html.decode())
    assert all(len(line) <= 998 for line in made.message.split(b"\r\n")), "RFC 5322, 2.1.1"
    assert visible_text(message["subject"]) == visible_text(made.subject)
    tree = html5lib.parse(made.html.decode(), namespaceHTMLElements=False)
    assert {element.tag for element in tree.iter() if isinstance(element.tag, str)} & {"script", "iframe", "b"} == set()
    if title.strip() and not PROVIDERS[provider].code:
        headings = "".join("".join(heading.itertext()) for heading in tree.iter("h2"))
        assert "".join(title.split()) in "".join(headings.split())


@settings(max_examples=examples(60, quick=10))
@given(title=HOSTILE, provider=st.sampled_from(sorted(PROVIDERS)))
def test_only_the_providers_variables_are_template_code(title: str, provider: str):
    config = replace(SETTINGS, mail=replace(SETTINGS.mail, provider=provider))
    story = card(title=title, source=Link("x", f"https://wire.example/?q={title[:40]}"))
    made = letter(page_of(story, config=config), provider)
    known = PROVIDERS[provider]
    for part in (made.html.decode(), made.text.decode(), made.subject):
        rest = part.replace(known.unsubscribe or "\0", "").replace(known.postal or "\0", "")
        assert not known.code or not re.search(known.code, rest)


@pytest.mark.parametrize("name", [name for name, provider in PROVIDERS.items() if provider.code])
def test_texts_of_the_site_are_no_template_code_in_any_part(name: str):
    hostile = "{{ a }} {% b %} *|C|* %recipient.d% [e] <% f %> ${g} {h}"
    provider = PROVIDERS[name]
    made = letter(page_of(card(title=hostile, summary=hostile), title=hostile), name)
    for part in (made.subject, made.text.decode(), made.html.decode()):
        own = part.replace(provider.unsubscribe or "\0", "").replace(provider.postal or "\0", "")
        assert not re.search(provider.code, own)
    assert re.search(provider.code, hostile)


def test_the_sender_has_the_name_in_the_settings_or_the_title_of_the_site():
    named = replace(SETTINGS, mail=replace(SETTINGS.mail, name="The desk"))
    assert parsed(letter(page_of(config=named), config=named))["From"] == "The desk <news@harbour.news>"
    assert parsed(letter())["From"] == "Harbour News <news@harbour.news>"


def test_all_parts_have_the_variables_of_the_provider():
    for name, provider in PROVIDERS.items():
        made = letter(provider=name)
        for variable in filter(None, (provider.unsubscribe, provider.postal)):
            assert variable in made.html.decode() and variable in made.text.decode()
        assert parsed(made)["list-unsubscribe"] == f"<{provider.unsubscribe or 'mailto:news@harbour.news?subject=unsubscribe'}>"


def test_note_with_template_code_is_shown_as_text():
    config = replace(SETTINGS, mail=replace(SETTINGS.mail, provider="buttondown", note="{{ newsletter.name }}"))
    made = letter(page_of(config=config), "buttondown", config)
    assert "{{ newsletter.name }}" in unescape(made.html.decode()) and "{{ newsletter" not in made.html.decode()


def test_largest_stories_of_a_clipped_letter_come_first():
    stories = [card(f"s{n}", summary="long " * (9_000 if n == 3 else 2_000 + n)) for n in range(7)]
    page = page_of(*stories)
    made = letter(page)
    assert made.is_clipped and len(made.html) > 102_000
    renderer = Renderer(default_theme(), site_of(SETTINGS))
    found = largest_stories(
        renderer, Page("2026-01-09.html", HTML_TEMPLATE, page, "x"), {"intro": Body(("",))}.__getitem__, SETTINGS
    )
    assert [title for _, title in found] == ["Crane s3", *(f"Crane s{n}" for n in (6, 5, 4, 2, 1, 0))]
    # The size of each story includes the heading of its topic.
    assert len(made.html) - 10_000 < sum(size for size, _ in found) < len(made.html) + 1_000
    assert not letter().is_clipped


@pytest.mark.parametrize(("size", "is_clipped"), [(102_000, False), (102_001, True)])
def test_letter_above_the_limit_is_clipped(size: int, is_clipped: bool):
    assert Letter("name", "subject", b"x" * size, b"", b"").is_clipped == is_clipped
