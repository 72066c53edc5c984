"""The house style: reported passages with their location, and text that is not prose."""

from __future__ import annotations

import time

import pytest

from digest.checks.house_style import STYLE_FILE, Style, passages, read_style, style_diagnostics
from digest.diagnostics import Diagnostics

TERMS = Style({"e-mail": "email", "AI model": "model", "북한": "조선", "C++": "Cpp", "web site": "website"}, 20)


def diagnostic_lines(text: str, style: Style = TERMS) -> list[str]:
    return [
        f"{diagnostic.line}:{diagnostic.column}: {diagnostic.code} {diagnostic.message}"
        for diagnostic in style_diagnostics("a.md", passages(text.encode()), style)
    ]


def diagnostics_of_text(text: str) -> list[str]:
    return diagnostic_lines(f"---\ntitle: T\n---\n{text}\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("An e-mail, and\nanother e-mail.", ["4:4: W208 e-mail", "5:9: W208 e-mail"]),
        ("E-mail goes.", ["4:1: W208 E-mail"]),
        ("- item with e-mail\n\n> quoted e-mail\n\n| e-mail | b |\n|---|---|\n| c | d |", ["4:13: ", "6:10: ", "8:3: "]),
        ("An AI\nmodel.", ["4:4: W208 AI model"]),
        ("북한의 말", ["4:1: W208 북한"]),
        ("C++ and *e-mail* and [e-mail](/x/)", ["4:1: W208 C++", "4:10: ", "4:23: "]),
        ("C++11 is fine, xC++ is not.", ["4:1: W208 C++ is"]),
        ("It is is so.", ["4:4: W210 is is repeated"]),
        ("It is\nis so.", ["4:4: W210 is is repeated"]),
        ("The the end", ["4:1: W210 The is repeated"]),
        ("<b>x</b> &amp; `x` [x](/x/) e-mail", ["4:29: W208 e-mail"]),
        ("Note[^1].\n\n[^1]: By e-mail.", ["6:10: W208 e-mail"]),
    ],
)
def test_reported_passages(text: str, expected: list[str]):
    found = diagnostics_of_text(text)
    assert len(found) == len(expected), found
    assert all(line.startswith(start) for line, start in zip(found, expected, strict=True)), found


@pytest.mark.parametrize(
    "text",
    [
        "`e-mail` and ``x ` e-mail``",
        "```\ne-mail is is\n```",
        "~~~ e-mail\ne-mail\n~~~",
        "    e-mail in code",
        "[x](https://e-mail.example/e-mail) <https://e-mail.example/> https://e-mail.example/e-mail",
        "[x][e-mail]\n\n[e-mail]: https://e-mail.example/",
        '<span class="e-mail">x</span>',
        "<div>\ne-mail is is\n</div>",
        "<!-- e-mail -->",
        "e-mails, pre-e-mailing, ee-mail",
        "an ai model",
        "is, is. 12 12 is-is x-is is'is",
        "write to e-mail@a.example",
        "[x](/e-mail/)",
        "www.e-mail.example",
    ],
)
def test_unreported_passages(text: str):
    found = [line for line in diagnostics_of_text(text) if "e-mails" not in text or "e-mail is not" not in line]
    assert found == []


def test_only_own_texts_in_the_front_matter_are_checked():
    head = (
        "---\ntitle: e-mail of theirs is is\nheadline: 'Our e-mail'\nsummary: >\n  Some words\n  on e-mail.\npoints:\n- no e-mail\n"
        "quote: the e-mail\nsource: {name: e-mail, title: e-mail}\ntags: [e-mail]\nwhy: e-mail\n---\nText.\n"
    )
    assert [line.partition(" W208")[0] for line in diagnostic_lines(head)] == ["3:16:", "6:6:", "8:6:", "12:6:"]


@pytest.mark.parametrize("field", ["title", "headline", "summary", "description", "excerpt", "why"])
def test_each_field_with_own_text_is_checked(field: str):
    title = "" if field == "title" else "title: T\n"
    (found,) = diagnostic_lines(f"---\n{title}{field}: An e-mail\n---\n")
    assert found.startswith(f"{2 if field == 'title' else 3}:{len(field) + 6}: W208 e-mail")


def test_title_is_the_headline_if_there_is_none():
    assert diagnostic_lines("---\ntitle: Twenty-one characters\n---\n") == ["2:8: W209 the headline has 21 characters, at most 20"]
    assert diagnostic_lines("---\ntitle: Far more than twenty characters\nheadline: Short\n---\n") == []
    assert diagnostic_lines("---\ntitle: Twenty characters 20\n---\n") == [], "the limit is inclusive"
    assert diagnostic_lines("---\ntitle: '  Twenty characters 20  '\n---\n") == [], "surrounding spaces do not count"
    assert diagnostic_lines("---\ntitle: 'Twenty-one characters'\n---\n") == [
        "2:8: W209 the headline has 21 characters, at most 20"
    ]
    assert diagnostic_lines("---\nheadline: '  '\ntitle: Twenty-one characters\n---\n")[0].startswith("3:8: W209")
    assert diagnostic_lines("---\nheadline: ''\ntitle: Twenty-one characters\n---\n")[0].startswith("3:8: W209"), (
        "an empty headline does not count"
    )


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("e-mail.", True), ("(e-mail)", True), ("e-mail_x", False), ("_e-mail", False), ("e-mail2", False), ("1e-mail", False),
        ("북한이", True), ("남북한", False), ("C++", True), ("aC++", False), ("C++a", True), ("AI  model", True),
        ("AI\tmodel", True), ("AI model's", True), ("AI models", False), ("ai model", False),
        ("Ai model", False), ("E-Mail", False), ("web site", True),
        ("Web site", True), ("Web Site", False),
    ],
)  # fmt: skip
def test_start_and_end_of_a_term(text: str, is_found: bool):
    found = diagnostic_lines(f"---\ntitle: T\n---\nSo {text} is.\n", Style(TERMS.terms, doubled=False))
    assert [line.split()[1] for line in found] == (["W208"] if is_found else [])


@pytest.mark.parametrize(
    ("text", "is_found"),
    [("is is", True), ("Is is", True), ("is\u00a0is", True), ("is, is", False), ("is-is is", False), ("'is is", False),
     ("is is-", False), ("is is'", False), ("12 12", False), ("a1 a1", False), ("é é", True), ("가 가", True)],
)  # fmt: skip
def test_repeated_words(text: str, is_found: bool):
    found = diagnostic_lines(f"---\ntitle: T\n---\nSo {text} x.\n", Style())
    assert [line.split()[1] for line in found] == (["W210"] if is_found else [])


def test_settings_allow_repeated_words():
    text = "---\ntitle: T\n---\nIt had had that that.\n"
    assert len(diagnostic_lines(text, Style())) == 2
    assert len(diagnostic_lines(text, Style(doubled_allowed=("Had",)))) == 1
    assert diagnostic_lines("---\ntitle: T\n---\nHad had.\n", Style(doubled_allowed=("had",))) == []
    assert diagnostic_lines(text, Style(doubled=False)) == []


@pytest.mark.parametrize(
    ("terms", "text", "hints"),
    [
        ({"shy": "timid"}, "A shy co&shy;operation.", ["write timid"]),
        ({"iPhone": "phone"}, "An iPhone, an IPhone.", ["write phone"]),
        ({"e-book": "eBook"}, "E-book, e-book.", ["write EBook", "write eBook"]),
        ({"--": "–"}, "Two -- words", ["write –"]),
    ],
)
def test_terms_are_found_as_they_are_written(terms: dict[str, str], text: str, hints: list[str]):
    data = f"---\ntitle: T\n---\n{text}\n".encode()
    assert [diagnostic.hint for diagnostic in style_diagnostics("a.md", passages(data), Style(terms))] == hints


def test_every_fault_in_a_passage_is_reported():
    found = diagnostics_of_text("Some e-mail, more e-mail, a  web \n site, e-mail.")
    assert [line.partition(" is against")[0] for line in found] == [
        "4:6: W208 e-mail",
        "4:19: W208 e-mail",
        "4:30: W208 web site",
        "5:8: W208 e-mail",
    ]


def test_longest_term_counts_and_the_text_after_it_is_checked():
    style = Style({"web": "Web", "web site": "website", "site map": "sitemap", "a  b": "ab"})
    assert [
        line.partition(" is against")[0] for line in diagnostic_lines("---\ntitle: T\n---\nA web site map, a web, a\n\tb.\n", style)
    ] == [
        "4:3: W208 web site",
        "4:19: W208 web",
    ]
    hints = [
        diagnostic.hint
        for diagnostic in style_diagnostics("a.md", passages(b"---\ntitle: T\n---\nA web page. Web page. A web site.\n"), style)
    ]
    assert hints == ["write Web", "write website"], "correct spellings are not reported"


def test_hint_keeps_the_initial_capital():
    data = b"---\ntitle: T\n---\nE-mail.\n"
    assert [diagnostic.hint for diagnostic in style_diagnostics("a.md", passages(data), TERMS)] == ["write Email"]


def test_hint_for_a_repeated_word_is_in_lower_case():
    (found,) = style_diagnostics("a.md", passages(b"---\ntitle: T\n---\nThe the end.\n"), TERMS)
    assert found.hint == "remove one, or allow it in content/style.yml: doubled_allowed: [the]"


def test_invalid_file_has_no_prose():
    assert passages(b"\xff\xfe") == passages(b"no front matter") == passages(b"") == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("terms: x", "1:8: terms must map what is wrong to what is right"),
        ("terms: {a: a}", "1:9: terms: a needs a right term that differs"),
        ("terms: {a: }", "1:9: terms: a needs a right term that differs"),
        ("terms: {a: {b: c}}", "1:9: terms: a needs a right term that differs"),
        ("terms: {'': a}", "1:9: terms: an empty text needs a right term that differs"),
        ("terms: {e-mail  address: e-mail address}", "1:9: terms: e-mail  address needs a right term that differs"),
        ("text", "1:1: the house style must be a mapping"),
        ("headline: 0", "1:11: headline must be a whole number from 1 to 1000"),
        ("headline: many", "1:11: headline must be a whole number from 1 to 1000"),
        ("doubled: perhaps", "1:10: doubled must be true or false"),
        ("term: {a: b}", "1:1: unknown key term"),
        ("[a]", "1:1: the house style must be a mapping"),
    ],
)
def test_error_in_the_house_style_has_its_location(text: str, expected: str):
    diagnostics = Diagnostics(STYLE_FILE, wrong="E202")
    read_style(text, diagnostics)
    assert [f"{diagnostic.line}:{diagnostic.column}: {diagnostic.message}" for diagnostic in diagnostics.found] == [expected]
    assert [diagnostic.code for diagnostic in diagnostics.found] == ["E202"], (
        "an error stops the check, which would otherwise report nothing"
    )


def test_error_for_a_second_document_names_the_house_style():
    diagnostics = Diagnostics(STYLE_FILE, wrong="E202")
    read_style("doubled: true\n---\ndoubled: false\n", diagnostics)
    assert [diagnostic.message for diagnostic in diagnostics.found] == ["a second YAML document in the house style"]


def test_empty_house_style_and_terms_with_spaces_are_valid():
    diagnostics = Diagnostics(STYLE_FILE, wrong="E202")
    assert read_style("", diagnostics) == Style()
    assert read_style("terms:\n  e-mail   address: email\n  café: coffee house\n  bistro: cafe\u0301\n", diagnostics).terms == {
        "e-mail address": "email",
        "café": "coffee house",
        "bistro": "café",
    }
    assert diagnostics.found == []


@pytest.mark.parametrize("unit", ["`", "``` ` ", "](", "<", "a ", "a a\n", "[", "e-", "\0"])
def test_long_text_takes_limited_time(unit: str):
    text = f"---\ntitle: T\n---\n{unit * 5_000}".encode()
    taken = []
    for _ in range(3):
        start = time.process_time()
        list(style_diagnostics("a.md", passages(text), TERMS))
        taken.append(time.process_time() - start)
    assert min(taken) < 3
