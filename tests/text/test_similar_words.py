"""Finding the word that was probably meant."""

from __future__ import annotations

from digest.text.similar_words import did_you_mean, nearest


def test_the_most_similar_word_is_suggested():
    assert nearest("tgas", ["tags", "lists"]) == "tags"
    assert nearest("xyz", ["tags", "lists"]) == ""
    assert nearest("abcde", ["abcxy"]) == "abcxy" and nearest("abcd", ["abxy"]) == "", (
        "three of five letters are similar enough, half of them are not"
    )
    assert nearest("tags", ["tagz", "tags", "tagy"]) == "tags"
    assert nearest("tag", ["tags"], 0.9) == "" and nearest("tag", ["tags"], 0.8) == "tags"
    assert (did_you_mean("tgas", ["tags"]), did_you_mean("xyz", ["tags"])) == ("did you mean tags?", "")
    assert did_you_mean("tag", ["tags"], 0.9) == "" and did_you_mean("tag", ["tags"], 0.8) == "did you mean tags?"
