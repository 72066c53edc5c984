"""Detection of the registered outlet of a newspaper text."""

from __future__ import annotations

import pytest

from digest.importers.outlet_detection import MAX_CLUE_CHARACTERS, OutletNames, detect_outlet
from digest.importers.pasted_mail import HEAD_LEFT_OUT
from digest.importers.wire_reader import LEFT_OUT_NOTE, Guess, Wire, read_wire
from tests.importers.test_wire_reader import NOW, SEOUL, TEXT

NAMES = OutletNames(
    slugs={"herald": "herald", "evening": "evening", "hani": "hani", "ap": "ap"},
    names={"the herald": "herald", "evening herald": "evening", "한겨레": "hani", "associated press": "ap"},
    domains={"herald.example": "herald", "news.evening.example": "evening"},
)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("HERALD", "herald"),
        (" The Herald ", "herald"),
        ("herald", "herald"),
        ("The  Herald.", "herald"),
        ("Associated Press News Agency", "ap"),
        ("Associated Press agency", "ap"),
        ("https://www.Herald.example/a?b", "herald"),
        ("m.herald.example", "herald"),
        ("evening.example", ""),
        ("other.example/herald.example", ""),
        ("Heralds", ""),
        ("", ""),
        ("…", ""),
    ],
)
def test_an_outlet_is_recognised_by_slug_name_or_url(text: str, slug: str):
    assert NAMES.outlet_of(text) == slug


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("© 2026 The Herald. All rights reserved.", "herald"),
        ("Copyright Evening Herald", "evening"),
        ("© Morning The Herald", ""),
        ("© The Herald Tribune", ""),
        ("© The Herald, London", "herald"),
        ("London: The Herald", "herald"),
        ("London, © The Herald for Tribune", "herald"),
        ("The Herald Tribune and The Herald", "herald"),
        ("Copyright The Herald Copyright", ""),
        ("저작권 한겨레사 무단 전재 금지", "hani"),
        ("저작권 한겨레신문", ""),
        ("© theherald", ""),
        ("see https://herald.example/x", "herald"),
        ("write to x@herald.example", ""),
        ("© Evening Herald at news.evening.example", "evening"),
        ("© The Herald and Associated Press", "ap"),
        ("© 한겨레 and Evening Herald", "evening"),
    ],
)
def test_the_full_name_of_an_outlet_is_found_among_other_words(text: str, slug: str):
    assert NAMES.outlet_within(text) == slug


AFTER = (
    "All Any Co Company Corp Corporation Group Holdings Inc Limited LLC Ltd Media Network Networks Newspaper Newspapers No Not "
    "Online "
    "Publishing Rights Unauthorised Unauthorized"
)


def test_words_beside_the_name_of_an_outlet_that_are_no_part_of_it():
    assert [word for word in AFTER.split() if NAMES.outlet_within(f"© Evening Herald {word} 2026") != "evening"] == []
    before = "The Copyright Copyrights By Of From For Source Via"
    assert [word for word in before.split() if NAMES.outlet_within(f"2026 {word} Evening Herald") != "evening"] == []
    assert NAMES.outlet_within("Morning Evening Herald") == NAMES.outlet_within("Evening Herald Tribune") == ""


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("By A (a@other.example, b@mail.herald.example)", "herald"),
        ("herald.example", ""),
        ("a@notherald.example", ""),
        ("a@HERALD.example", "herald"),
    ],
)
def test_an_outlet_is_recognised_by_the_domain_of_a_mail_address(text: str, slug: str):
    assert NAMES.outlet_of_mail(text) == slug


def wire(*guesses: Guess, source: str = "") -> Wire:
    found = read_wire("\n".join(("Title of it", *TEXT)), SEOUL, NOW)
    fields = {name: getattr(found, name) for name in found.__struct_fields__}
    return Wire(**fields | {"source": source, "guesses": guesses})


CLUES = {
    "the source that was read": Guess("source", "The Herald", 9, "The Herald"),
    "the mail address of a byline": Guess("authors", "A", 8, "By A, a@news.evening.example"),
    "a newspaper's name alone": Guess(LEFT_OUT_NOTE, "a newspaper's name", 7, "한겨레"),
    "a copyright line": Guess(LEFT_OUT_NOTE, "copyright", 6, "© Associated Press"),
    "any other mail address": Guess(LEFT_OUT_NOTE, "an address", 5, "x@herald.example"),
}
EXPECTED_SLUGS = ["herald", "evening", "hani", "ap", "herald"]


@pytest.mark.parametrize("first", range(len(CLUES)), ids=list(CLUES))
def test_the_most_reliable_of_several_clues_is_used(first: int):
    guesses = [*CLUES.values()][first:]
    found = detect_outlet(wire(*guesses[::-1], source="The Herald" if first == 0 else ""), NAMES)
    assert found == Guess("source", EXPECTED_SLUGS[first], guesses[0].line, guesses[0].text)


def test_a_text_without_clues_has_no_outlet():
    assert detect_outlet(wire(), NAMES) is None
    assert detect_outlet(wire(Guess(LEFT_OUT_NOTE, "an address", 5, "herald.example")), NAMES) is None, "not a mail address"
    assert detect_outlet(wire(Guess(LEFT_OUT_NOTE, HEAD_LEFT_OUT, 5, "To: x@herald.example")), NAMES) is None, "a recipient"


@pytest.mark.parametrize(("kind", "is_clue"), [("a newspaper's name", True), ("a section name", True), ("a count", False)])
def test_which_lines_above_a_headline_may_name_the_outlet(kind: str, is_clue: bool):
    assert (detect_outlet(wire(Guess(LEFT_OUT_NOTE, kind, 1, "Evening Herald")), NAMES) is not None) is is_clue


def test_a_source_without_a_line_comes_from_the_importer():
    assert detect_outlet(wire(source="The Herald"), NAMES) == Guess("source", "herald", 0, "the importer")


def test_long_lines_are_not_searched():
    long = Guess(LEFT_OUT_NOTE, "copyright", 6, "© The Herald" + " ." * MAX_CLUE_CHARACTERS)
    assert detect_outlet(wire(long), NAMES) is None
    for length in (MAX_CLUE_CHARACTERS, MAX_CLUE_CHARACTERS + 1):
        edge = Guess(LEFT_OUT_NOTE, "copyright", 6, "© The Herald".ljust(length, "."))
        assert (detect_outlet(wire(edge), NAMES) is not None) is (length == MAX_CLUE_CHARACTERS)


def test_of_several_outlets_the_most_exact_match_counts() -> None:
    names = OutletNames(
        {"hd": "slug", "harbour-daily": "long", "quay": "quay"}, {"h-d": "name", "!!!": "marks"}, {"port.example": "host"}
    )
    assert names.outlet_of("HD") == "slug", "a slug before a name that differs in marks"
    assert names.outlet_of("Harbour Daily") == "long", "marks of a slug count as little as those of a name"
    assert names.outlet_of("The Quay") == "quay" and names.outlet_of("???") == ""
    assert names.outlet_of_host("WWW.Port.example") == "host"
    assert names.outlet_within("© H-D, port.example") == "host", "an address before a name"


def test_only_lines_that_were_left_out_are_clues_of_a_copyright() -> None:
    names = OutletNames({}, {"harbour daily": "hd"}, {})
    wire = Wire(title="copyright", guesses=(Guess("title", "copyright", 1, "Harbour Daily"),))
    assert detect_outlet(wire, names) is None
    assert detect_outlet(Wire(title="A", guesses=(Guess(LEFT_OUT_NOTE, "copyright", 1, "Harbour Daily"),)), names)
