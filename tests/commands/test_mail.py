"""`digest mail`: the choice of the letter, the output, and errors."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from msgspec.structs import replace

from digest.commands import mail
from digest.errors import UsageError
from digest.grouping.edition_assignment import Edition, Issues
from digest.mail.letter import GMAIL_CLIP_BYTES
from tests.conftest import Ran, run_digest
from tests.sites import article, png, tiny, write

WEEKLY = "editions: {every: week, cutoff: friday 18:00, first: 2026-02-06}\nmail: {from: news@tiny.news}\n"
NEAR = "the nearest: 2026-02-06 (number 1), 2026-02-13 (number 2)"
NEXT = "digest serve shows its letter at /editions/next/mail/"
NOW = ("--now", "2026-03-01T12:00:00Z")


def site(place: Path, settings: str = WEEKLY, articles: int = 13, base_url: str = "https://tiny.news/") -> Path:
    files = tiny(articles)
    head = str(files["digest.yml"]).replace("https://example.org/", base_url)
    return write(place, files | {"digest.yml": head + settings})


def letter(place: Path, *arguments: str) -> Ran:
    return run_digest(place, "mail", *arguments, *NOW)


def letter_files(place: Path) -> list[str]:
    return sorted(path.name for path in (place / "mail").glob("*"))


def test_the_latest_edition_is_written_and_nothing_else_changes(tmp_path: Path):
    place = site(tmp_path)
    before = sorted(path for path in place.rglob("*") if ".digest" not in path.parts)
    ran = letter(place)
    assert (ran.code, ran.err) == (0, "")
    assert re.fullmatch(
        r"subject: No\. 2: Article 12\nmail/2026-02-13\.html \d+ KB \(Gmail cuts at 102 KB\), \.txt \d+ bytes, \.eml \d+ KB; "
        r"unsubscribe: mailto:news@tiny\.news\?subject=unsubscribe\n",
        ran.out,
    ), ran.out
    assert letter_files(place) == [".digest-mail", "2026-02-13.eml", "2026-02-13.html", "2026-02-13.txt"]
    assert sorted(path for path in place.rglob("*") if not {".digest", "mail"} & set(path.parts)) == before
    assert not (place / "site").exists()


def test_the_date_is_when_the_edition_closed_and_letters_are_reproducible(tmp_path: Path):
    place = site(tmp_path)
    assert letter(place, "1").code == 0
    first = (place / "mail/2026-02-06.eml").read_bytes()
    message = message_from_bytes(first, policy=policy.SMTP)
    assert message["date"] == "Fri, 06 Feb 2026 18:00:00 +0000"
    assert message["from"] == "Tiny <news@tiny.news>"
    assert run_digest(place, "mail", "2026-02-06", "--now", "2026-03-09").code == 0
    assert (place / "mail/2026-02-06.eml").read_bytes() == first


@pytest.mark.parametrize(
    ("choice", "message", "hint"),
    [
        ("7", "there is no edition 7", NEAR),
        ("2026-02-14", "there is no edition 2026-02-14", NEAR),
        ("latest", "there is no edition latest", NEAR),
        ("2026-03-06", "edition 2026-03-06 is not out: it closes 2026-03-06 18:00", NEXT),
    ],
)
def test_an_unknown_edition_is_refused_with_the_nearest_ones(choice: str, message: str, hint: str, tmp_path: Path):
    ran = letter(site(tmp_path), choice)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"digest: {message}\n  {hint}\n"
    assert not (tmp_path / "mail").exists()


WEEKS = tuple(
    Edition(f"2026-01-{day:02}", number, datetime(2026, 1, day, tzinfo=UTC), datetime(2026, 1, day, 18, tzinfo=UTC))
    for number, day in enumerate((2, 9, 16, 23, 30), 1)
)


@pytest.mark.parametrize(
    ("choice", "near"),
    [
        ("99", (3, 4, 5)),
        ("0", (1, 2, 3)),
        ("2026-01-12", (1, 2, 3)),
        ("2026-01-19", (2, 3, 4)),
        ("2027-01-01", (3, 4, 5)),
        ("x", (3, 4, 5)),
    ],
)
def test_the_three_nearest_editions_are_named_oldest_first(choice: str, near: tuple[int, ...]):
    with pytest.raises(UsageError) as raised:
        mail.find_edition(choice, Issues(WEEKS))
    names = [f"{edition.id} (number {edition.number})" for edition in WEEKS if edition.number in near]
    assert raised.value.hint == f"the nearest: {', '.join(names)}"


def test_an_edition_is_found_by_its_day_or_its_number():
    unnumbered = replace(WEEKS[1], number=None)
    issues = Issues((WEEKS[0], unnumbered, *WEEKS[2:]))
    assert [mail.find_edition(name, issues) for name in ("", "3", "0004", "2026-01-09")] == [
        WEEKS[4],
        WEEKS[2],
        WEEKS[3],
        unnumbered,
    ]
    with pytest.raises(UsageError) as raised:
        mail.find_edition("2026-01-10", issues)
    assert "2026-01-02 (number 1), 2026-01-09, 2026-01-16 (number 3)" in raised.value.hint


def test_before_the_first_edition_there_is_no_letter(tmp_path: Path):
    ran = run_digest(site(tmp_path), "mail", "--now", "2026-02-02")
    assert ran.code == 2 and ran.err.startswith("digest: no edition is out\n")


def test_without_editions_a_letter_is_of_a_day(tmp_path: Path):
    place = site(tmp_path, "mail: {from: news@tiny.news}\n", 14)
    assert letter(place).code == letter(place, "2026-02-03").code == 0
    assert letter_files(place)[1:] == [f"2026-02-{day}.{kind}" for day in ("03", "14") for kind in ("eml", "html", "txt")]
    text = (place / "mail/2026-02-03.txt").read_text(encoding="utf-8")
    assert "https://tiny.news/2026/02/03/a2/" in text and "a3/" not in text and "https://tiny.news/2026/02/03/\n" in text
    message = message_from_bytes((place / "mail/2026-02-03.eml").read_bytes(), policy=policy.SMTP)
    assert (message["subject"], message["date"]) == ("2026-02-03: Article 2", "Tue, 03 Feb 2026 00:00:00 +0000")
    for choice, message in (("2026-02-20", "no article is of 2026-02-20\n  the latest is of 2026-02-14"), ("3", "3 is not a day")):
        ran = letter(place, choice)
        assert ran.code == 2 and ran.err.startswith(f"digest: {message}\n")


def test_the_letter_of_a_day_has_the_date_of_its_last_article(tmp_path: Path):
    place = write(site(tmp_path, "mail: {from: news@tiny.news}\n"), {"content/2026/x.md": article("X", "2026-02-03 09:00")})
    assert letter(place, "2026-02-03").code == 0
    message = message_from_bytes((place / "mail/2026-02-03.eml").read_bytes(), policy=policy.SMTP)
    assert message["date"] == "Tue, 03 Feb 2026 09:00:00 +0000"


@pytest.mark.parametrize("settings", [WEEKLY, ""])
def test_a_letter_with_the_articles_since_a_date(settings: str, tmp_path: Path):
    place = site(tmp_path, settings, 14)
    write(place, {"content/2026/late.md": article("Late", "2026-01-02", publish_at="2026-02-20 09:00")})
    assert letter(place, "--since", "2026-02-13").code == 0
    text = (place / "mail/since-2026-02-13.txt").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\d\. (.*)$", text, re.MULTILINE)) == ["Article 12", "Article 13", "Late"]
    message = message_from_bytes((place / "mail/since-2026-02-13.eml").read_bytes(), policy=policy.SMTP)
    assert message["date"] == "Fri, 20 Feb 2026 09:00:00 +0000"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--since", "2026-02-21"), "no article appeared since 2026-02-21 00:00\n  the latest is of 2026-02-13"),
        (("--since", "soon"), "--since: 'soon' is not a date\n  for example 2026-01-04 or 2026-01-04T23:26:00+09:00"),
        (("1", "--since", "2026-02-01"), "an edition and --since exclude each other\n  leave one of them out"),
    ],
)
def test_a_date_without_a_letter_is_refused(arguments: tuple[str, ...], message: str, tmp_path: Path):
    ran = letter(site(tmp_path), *arguments)
    assert ran.code == 2 and ran.err.startswith(f"digest: {message}\n")


def test_a_letter_has_no_unpublished_text(tmp_path: Path):
    hidden = {
        "draft": {"draft": "true"},
        "embargo": {"publish_at": "2026-05-01"},
        "expired": {"expires": "2026-02-28"},
    }
    files = {
        f"content/2026/{name}.md": article(f"CANARY {name}", "2026-02-12", summary="CANARY", **head)
        for name, head in hidden.items()
    }
    files["content/2026/shut.md"] = article("Shut", "2026-02-12", mode="link", body="CANARY text.")
    files["content/2026/open.md"] = article("Open", "2026-02-12", body="Begins. [draft](draft.md)")
    files["content/editions/2026-02-13.md"] = (
        "---\nlead: [2026/open.md]\n---\nSee [it](../2026/draft.md) and [this](../2026/open.md).\n"
    )
    place = write(site(tmp_path), files)
    for choice in ((), ("--since", "2026-02-01")):
        assert letter(place, *choice).code == 0
    made = b"".join(path.read_bytes() for path in (place / "mail").glob("*.[ht]*"))
    assert b"Shut" in made and b"Begins." in made
    assert b"CANARY" not in made and b"draft/" not in made


def test_letters_have_no_articles_held_for_a_later_edition(tmp_path: Path):
    place = site(tmp_path, WEEKLY.replace("first:", "hold: true, first:"))
    ran = run_digest(place, "mail", "--since", "2026-02-01", "--now", "2026-02-07")
    assert ran.code == 0
    text = (place / "mail/since-2026-02-01.txt").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\d\. (.*)$", text, re.MULTILINE)) == [f"Article {n}" for n in range(6)]


def test_settings_required_before_sending_are_reported(tmp_path: Path):
    ran = letter(site(tmp_path, WEEKLY.split("mail:")[0], base_url="https://example.org/"))
    assert ran.code == 0
    assert ran.err.splitlines() == [
        "From: is newsletter@digest.invalid, which reaches nobody: set mail: {from: …} in digest.yml",
        "base_url is https://example.org/: the links of the letter lead there",
    ]
    ran = letter(site(tmp_path / "http", base_url="http://tiny.news/"))
    assert ran.err == "base_url is http://tiny.news/: the links of the letter lead there\n"


def test_a_letter_that_gmail_cuts_names_its_largest_stories(tmp_path: Path):
    place = site(tmp_path)
    write(
        place, {f"content/2026/big{n}.md": article(f"Big {n}", "2026-02-12", why="many words " * (1_300 * n)) for n in (1, 2, 3, 4)}
    )
    long = "A title of more than sixty characters, as some newspapers write them"
    write(place, {"content/2026/big4.md": article(long, "2026-02-12", why="many words " * 5_200)})
    ran = letter(place)
    assert ran.code == 0
    over = len((place / "mail/2026-02-13.html").read_bytes()) - GMAIL_CLIP_BYTES
    assert f"it is {over / 1000:.0f} KB too large" in ran.err
    assert re.fullmatch(
        r"Gmail will cut this letter: it is \d+ KB too large\. Its largest stories: "
        rf"{long[:60]} \(5\d KB\); Big 3 \(\d\d KB\); Big 2 \(\d\d KB\)\n",
        ran.err,
    ), ran.err


@pytest.mark.parametrize("name", ["buttondown", "listmonk", "mailchimp"])
def test_the_option_names_another_provider(name: str, tmp_path: Path):
    ran = letter(site(tmp_path), "--provider", name)
    variable = ran.out.partition("unsubscribe: ")[2].strip()
    assert variable in (tmp_path / "mail/2026-02-13.html").read_text(encoding="utf-8") and not variable.startswith("mailto")


def test_without_css_inline_the_hint_is_the_install_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(mail, "has_inliner", lambda: False)
    ran = letter(site(tmp_path))
    assert ran.code == 2
    assert ran.err.startswith("digest: digest mail needs css-inline, which is not installed\n")
    assert "digest-ssg[mail]" in ran.err and "css-inline" in ran.err.splitlines()[1]
    assert not (tmp_path / "mail").exists()


def test_an_error_in_an_article_is_reported_and_nothing_is_written(tmp_path: Path):
    place = write(site(tmp_path), {"content/2026/bad.md": article("Bad", "2026-02-31")})
    ran = letter(place)
    assert ran.code == 1 and "content/2026/bad.md:3:" in ran.err
    assert not (place / "mail").exists()


@pytest.mark.parametrize(
    ("template", "message"),
    [("{{ page.nothing }}", "E502"), ("{% if %}", "E501"), ('<link rel="stylesheet" href="/etc/passwd">{{ page.title }}', "")],
)
def test_a_theme_can_have_its_own_letter_template(template: str, message: str, tmp_path: Path):
    place = write(site(tmp_path), {"themes/plain/templates/mail.html": template})
    ran = letter(place)
    assert ran.code == int(bool(message)) and message in ran.err
    if not message:
        html = (place / "mail/2026-02-13.html").read_text(encoding="utf-8")
        assert "No. 2: Article 12" in html and "root:" not in html
    else:
        assert "themes/plain/templates/mail.html:1:1: " in ran.err


def test_the_preview_shows_the_letter_of_the_next_edition(tmp_path: Path, digest: Callable[..., Ran]):
    place = site(tmp_path, articles=28)
    assert digest(place, "build", "--preview", "--now", "2026-02-22").code == 0
    page = (place / "site/editions/next/mail/index.html").read_text(encoding="utf-8")
    assert "Article 20" in page and "noindex" in page
    assert digest(place, "build", "--now", "2026-02-22").code == 0
    assert not (place / "site/editions/next").exists()


@pytest.mark.parametrize("sizes", ["auto", "never"])
def test_every_file_of_the_site_that_a_letter_shows_exists(sizes: str, tmp_path: Path):
    place = site(tmp_path, f"{WEEKLY}picture_sizes: {sizes}\n")
    pictured = article("Pictured", "2026-02-12", featured="true", image="{src: square.png, alt: A square}")
    write(place, {"content/2026/pictured.md": pictured, "content/2026/square.png": png(60, 40)})
    assert run_digest(place, "build", *NOW).code == 0
    assert letter(place).code == 0
    html = (place / "mail/2026-02-13.html").read_text()
    addresses = re.findall(r'(?:src|href)="https://tiny\.news/([^"#]*)', html)
    assert any("square" in address for address in addresses)
    for address in addresses:
        assert (place / "site" / (address + "index.html" if address.endswith("/") or not address else address)).is_file(), address


def test_the_folder_of_letters_is_shown_relative_to_the_site_if_it_is_in_there(tmp_path: Path):
    assert mail._shown_folder(tmp_path / "site/mail", tmp_path / "site") == "mail"
    assert mail._shown_folder(tmp_path / "mail", tmp_path / "site") == str(tmp_path / "mail")


def test_editions_without_a_number_are_not_near_to_a_number():
    issues = Issues((replace(WEEKS[0], number=None), *WEEKS[1:]))
    with pytest.raises(UsageError) as raised:
        mail.find_edition("0", issues)
    assert raised.value.hint.startswith("the nearest: 2026-01-09 (number 2), ")


@pytest.mark.parametrize("choice", ["0", "3", "999"])
def test_the_latest_editions_are_named_if_none_has_a_number(choice: str):
    issues = Issues(tuple(replace(edition, number=None) for edition in WEEKS))
    with pytest.raises(UsageError) as raised:
        mail.find_edition(choice, issues)
    assert raised.value.hint == "the nearest: 2026-01-16, 2026-01-23, 2026-01-30"


def test_sizes_are_in_bytes_up_to_one_kilobyte():
    sizes = {0: "0 bytes", 999: "999 bytes", 1000: "1 KB", 1499: "1 KB", 1501: "2 KB", 102_000: "102 KB", 1_000_000: "1000 KB"}
    assert {count: mail._shown_size(count) for count in sizes} == sizes


def test_a_letter_template_can_use_filters_of_extensions(tmp_path: Path):
    place = site(tmp_path, f"{WEEKLY}extensions: [shout.py]\n")
    write(place, {"extensions/shout.py": "FILTERS = {'shout': lambda text: text.upper()}\n"})
    write(place, {"themes/plain/templates/mail.html": "{{ page.title|shout }}"})
    assert letter(place).code == 0
    assert "NO. 2: ARTICLE 12" in (place / "mail/2026-02-13.html").read_text(encoding="utf-8")
