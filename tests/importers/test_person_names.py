"""Recognition of person names, and conversion of names in capitals to normal case."""

from __future__ import annotations

import pytest

from digest.importers.person_names import is_name, title_case_name


@pytest.mark.parametrize(
    ("uppercase_name", "name"),
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
        ("TOM MCA", "Tom Mca"),
        ("JANE ST. DOE", "Jane St. Doe"),
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
def test_a_name_in_capitals_is_converted_to_normal_case(uppercase_name: str, name: str):
    assert title_case_name(uppercase_name) == name
    assert title_case_name(name) == name, "names in normal case are kept"


@pytest.mark.parametrize(
    "name",
    ["Jane Doe", "Jane Q. Doe", "Ludwig von Doe", "A B C D E", "Ngũgĩ wa Doe".replace("wa", "al"), "John Doe Jr.", "Madonna"],
)
def test_person_names_are_recognised(name: str):
    assert is_name(name)


@pytest.mark.parametrize(
    "text", ["", "jane Doe", "Jane doe", "A B C D E F", "Jane Doe.", "Jane 4", "Jane Doe, Roe", f"Jane {'D' + 'o' * 60}", "von Doe"]
)
def test_other_text_is_not_a_person_name(text: str):
    assert not is_name(text)


def test_a_name_has_a_minimum_number_of_words():
    assert is_name("Madonna", min_words=1) and not is_name("Madonna", min_words=2) and is_name("Jane Doe", min_words=2)


def test_a_name_has_at_most_60_characters():
    assert is_name("J" + "a" * 59) and not is_name("J" + "a" * 60)


@pytest.mark.parametrize(
    ("name", "title_case"),
    [
        ("Jane ST. Doe", "Jane ST. Doe"),
        ("VI NGUYEN", "Vi Nguyen"),
        ("AISHA'H SMITH", "Aisha'h Smith"),
        ("MAY O'DELL'ORO", "May O'Dell'oro"),
    ],
)
def test_capitals_stay_in_initials_and_numerals_alone(name: str, title_case: str) -> None:
    assert title_case_name(name) == title_case
