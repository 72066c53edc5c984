"""`digest mail`: which letter is written, what is printed, and what is refused."""

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
from tests.conftest import Ran, run_digest
from tests.sites import article, png, tiny, write

WEEKLY = "editions: {every: week, cutoff: friday 18:00, first: 2026-02-06}\nmail: {from: news@tiny.news}\n"
NEAR = "the nearest: 2026-02-06 (number 1), 2026-02-13 (number 2)"
NEXT = "digest serve shows its letter at /editions/next/mail/"
NOW = ("--now", "2026-03-01T12:00:00Z")


def site(place: Path, settings: str = WEEKLY, articles: int = 13, base_url: str = "https://tiny.news/") -> Path:
    files = tiny(articles)
    given = str(files["digest.yml"]).replace("https://example.org/", base_url)
    return write(place, files | {"digest.yml": given + settings})


def letter(place: Path, *arguments: str) -> Ran:
    return run_digest(place, "mail", *arguments, *NOW)


def written(place: Path) -> list[str]:
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
    assert written(place) == [".digest-mail", "2026-02-13.eml", "2026-02-13.html", "2026-02-13.txt"]
    assert sorted(path for path in place.rglob("*") if not {".digest", "mail"} & set(path.parts)) == before
    assert not (place / "site").exists()


def test_the_date_of_the_message_is_when_the_edition_closed_and_its_bytes_stay(tmp_path: Path):
    place = site(tmp_path)
    assert letter(place, "1").code == 0
    first = (place / "mail/2026-02-06.eml").read_bytes()
    message = message_from_bytes(first, policy=policy.SMTP)
    assert message["date"] == "Fri, 06 Feb 2026 18:00:00 +0000"
    assert message["from"] == "Tiny <news@tiny.news>"
    assert run_digest(place, "mail", "2026-02-06", "--now", "2026-03-09").code == 0
    assert (place / "mail/2026-02-06.eml").read_bytes() == first


@pytest.mark.parametrize(
    ("given", "message", "hint"),
    [
        ("7", "there is no edition 7", NEAR),
        ("2026-02-14", "there is no edition 2026-02-14", NEAR),
        ("latest", "there is no edition latest", NEAR),
        ("2026-03-06", "edition 2026-03-06 is not out: it closes 2026-03-06 18:00", NEXT),
    ],
)
def test_an_edition_that_is_not_there_is_named_with_those_that_are_near(given: str, message: str, hint: str, tmp_path: Path):
    ran = letter(site(tmp_path), given)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"digest: {message}\n  {hint}\n"
    assert not (tmp_path / "mail").exists()


WEEKS = tuple(
    Edition(f"2026-01-{day:02}", number, datetime(2026, 1, day, tzinfo=UTC), datetime(2026, 1, day, 18, tzinfo=UTC))
    for number, day in enumerate((2, 9, 16, 23, 30), 1)
)


@pytest.mark.parametrize(
    ("given", "near"),
    [
        ("99", (3, 4, 5)),
        ("0", (1, 2, 3)),
        ("2026-01-12", (1, 2, 3)),
        ("2026-01-19", (2, 3, 4)),
        ("2027-01-01", (3, 4, 5)),
        ("x", (3, 4, 5)),
    ],
)
def test_of_many_editions_the_three_nearest_are_named_from_the_oldest(given: str, near: tuple[int, ...]):
    with pytest.raises(UsageError) as raised:
        mail.find_edition(given, Issues(WEEKS))
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
    assert written(place)[1:] == [f"2026-02-{day}.{kind}" for day in ("03", "14") for kind in ("eml", "html", "txt")]
    text = (place / "mail/2026-02-03.txt").read_text(encoding="utf-8")
    assert "https://tiny.news/2026/02/03/a2/" in text and "a3/" not in text and "https://tiny.news/2026/02/03/\n" in text
    message = message_from_bytes((place / "mail/2026-02-03.eml").read_bytes(), policy=policy.SMTP)
    assert (message["subject"], message["date"]) == ("2026-02-03: Article 2", "Tue, 03 Feb 2026 00:00:00 +0000")
    for given, said in (("2026-02-20", "no article is of 2026-02-20"), ("3", "3 is not a day")):
        ran = letter(place, given)
        assert ran.code == 2 and ran.err.startswith(f"digest: {said}\n")


@pytest.mark.parametrize("settings", [WEEKLY, ""])
def test_a_letter_of_what_came_since_a_date(settings: str, tmp_path: Path):
    place = site(tmp_path, settings, 14)
    write(place, {"content/2026/late.md": article("Late", "2026-01-02", publish_at="2026-02-20 09:00")})
    assert letter(place, "--since", "2026-02-13").code == 0
    text = (place / "mail/since-2026-02-13.txt").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\d\. (.*)$", text, re.MULTILINE)) == ["Article 12", "Article 13", "Late"]
    message = message_from_bytes((place / "mail/since-2026-02-13.eml").read_bytes(), policy=policy.SMTP)
    assert message["date"] == "Fri, 20 Feb 2026 09:00:00 +0000"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--since", "2026-02-21"), "no article appeared since 2026-02-21 00:00"),
        (("--since", "soon"), "--since: 'soon' is not a date"),
        (("1", "--since", "2026-02-01"), "an edition and --since exclude each other"),
    ],
)
def test_a_date_without_a_letter_is_refused(arguments: tuple[str, ...], said: str, tmp_path: Path):
    ran = letter(site(tmp_path), *arguments)
    assert ran.code == 2 and ran.err.startswith(f"digest: {said}\n")


def test_nothing_that_is_hidden_is_in_a_letter(tmp_path: Path):
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
    for given in ((), ("--since", "2026-02-01")):
        assert letter(place, *given).code == 0
    made = b"".join(path.read_bytes() for path in (place / "mail").glob("*.[ht]*"))
    assert b"Shut" in made and b"Begins." in made
    assert b"CANARY" not in made and b"draft/" not in made


def test_a_site_that_holds_its_articles_has_letters_of_what_is_out_alone(tmp_path: Path):
    place = site(tmp_path, WEEKLY.replace("first:", "hold: true, first:"))
    ran = run_digest(place, "mail", "--since", "2026-02-01", "--now", "2026-02-07")
    assert ran.code == 0
    text = (place / "mail/since-2026-02-01.txt").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\d\. (.*)$", text, re.MULTILINE)) == [f"Article {n}" for n in range(6)]


def test_what_must_be_set_before_a_letter_is_sent_is_said(tmp_path: Path):
    ran = letter(site(tmp_path, WEEKLY.split("mail:")[0], base_url="https://example.org/"))
    assert ran.code == 0
    assert ran.err.splitlines() == [
        "From: is newsletter@digest.invalid, which reaches nobody: set mail: {from: …} in digest.yml",
        "base_url is https://example.org/: the links of the letter lead there",
    ]


def test_a_letter_that_gmail_cuts_names_its_largest_stories(tmp_path: Path):
    place = site(tmp_path)
    write(
        place, {f"content/2026/big{n}.md": article(f"Big {n}", "2026-02-12", why="many words " * (1_300 * n)) for n in (1, 2, 3, 4)}
    )
    ran = letter(place)
    assert ran.code == 0
    assert re.fullmatch(
        r"Gmail will cut this letter: it is \d+ KB too large\. Its largest stories: "
        r"Big 4 \(5\d KB\); Big 3 \(\d\d KB\); Big 2 \(\d\d KB\)\n",
        ran.err,
    ), ran.err


@pytest.mark.parametrize("name", ["buttondown", "listmonk", "mailchimp"])
def test_the_option_names_another_provider(name: str, tmp_path: Path):
    ran = letter(site(tmp_path), "--provider", name)
    variable = ran.out.partition("unsubscribe: ")[2].strip()
    assert variable in (tmp_path / "mail/2026-02-13.html").read_text(encoding="utf-8") and not variable.startswith("mailto")


def test_without_css_inline_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
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
    ("template", "said"),
    [("{{ page.nothing }}", "E502"), ("{% if %}", "E501"), ('<link rel="stylesheet" href="/etc/passwd">{{ page.title }}', "")],
)
def test_a_theme_brings_its_own_letter(template: str, said: str, tmp_path: Path):
    place = write(site(tmp_path), {"themes/plain/templates/mail.html": template})
    ran = letter(place)
    assert ran.code == int(bool(said)) and said in ran.err
    if not said:
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
def test_whatever_a_letter_shows_of_the_site_is_there(sizes: str, tmp_path: Path):
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
