"""What has the form of a name, and how one in capitals stands in running text."""

from __future__ import annotations

import pytest

from digest.importers.person_names import is_name, title_case_name


@pytest.mark.parametrize(
    ("shouted", "name"),
    [
        ("JANE DOE", "Jane Doe"),
        ("JANE Q. DOE", "Jane Q. Doe"),
        ("J.K. DOE", "J.K. Doe"),
        ("TJ DOE", "TJ Doe"),
        ("ED DOE", "Ed Doe"),
        ("ANNE-MARIE SMITH", "Anne-Marie Smith"),
        ("KIM DO-HYUN", "Kim Do-hyun"),
        ("DO-HYUN KIM", "Do-hyun Kim"),
        ("PATRICK O'BRIEN", "Patrick O'Brien"),
        ("PATRICK O’BRIEN", "Patrick O’Brien"),
        ("RONALD MCDONALD", "Ronald McDonald"),
        ("JOHN MACDONALD", "John Macdonald"),
        ("JOHN MacDONALD", "John MacDonald"),
        ("TOM MCRAE", "Tom McRae"),
        ("LUDWIG VON DOE", "Ludwig von Doe"),
        ("VAN DER DOE", "Van der Doe"),
        ("JAN VAN DER DOE", "Jan van der Doe"),
        ("MARIA DE LA CRUZ", "Maria de la Cruz"),
        ("NGUYEN VAN DOE", "Nguyen Van Doe"),
        ("DE DOE", "De Doe"),
        ("JOHN DOE III", "John Doe III"),
        ("JOHN DOE JR.", "John Doe Jr."),
        ("JOHN DOE SR", "John Doe Sr"),
        ("Emmanuel DOE", "Emmanuel Doe"),
        ("Ronald McDONALD", "Ronald McDonald"),
        ("Jane Doe", "Jane Doe"),
        ("Jane DO", "Jane DO"),
        ("J.K. Doe", "J.K. Doe"),
    ],
)
def test_a_name_in_capitals_as_it_stands_in_running_text(shouted: str, name: str):
    assert title_case_name(shouted) == name
    assert title_case_name(name) == name, "what stands right stays"


@pytest.mark.parametrize(
    "name",
    ["Jane Doe", "Jane Q. Doe", "Ludwig von Doe", "A B C D E", "Ngũgĩ wa Doe".replace("wa", "al"), "John Doe Jr.", "Madonna"],
)
def test_what_has_the_form_of_a_name(name: str):
    assert is_name(name)


@pytest.mark.parametrize(
    "text", ["", "jane Doe", "Jane doe", "A B C D E F", "Jane Doe.", "Jane 4", "Jane Doe, Roe", f"Jane {'D' + 'o' * 60}", "von Doe"]
)
def test_what_has_not(text: str):
    assert not is_name(text)


def test_where_a_name_needs_two_words_one_is_none():
    assert is_name("Madonna", min_words=1) and not is_name("Madonna", min_words=2) and is_name("Jane Doe", min_words=2)


def test_sixty_characters_are_a_name_and_more_are_none():
    assert is_name("J" + "a" * 59) and not is_name("J" + "a" * 60)
