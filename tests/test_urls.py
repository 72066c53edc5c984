"""Urls: conversion between output paths and urls, and invalid urls."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given

from digest.output_paths import path_error
from digest.urls import path_of, url_error, url_of
from tests.hard_names import NAMES


@given(NAMES)
def test_a_url_has_only_the_encoded_path(text: str):
    if path_error(text):
        return
    parts = urlsplit("https://example.org" + url_of(text))
    assert unquote(parts.path) == "/" + text.removesuffix("index.html" if text == "index.html" else "\0")
    assert not parts.query and not parts.fragment
    assert url_of(text).isascii()


@pytest.mark.parametrize(
    ("path", "url"),
    [("index.html", "/"), ("a/index.html", "/a/"), ("a/b.html", "/a/b.html"), ("aindex.html", "/aindex.html"),
     ("한/index.html", "/%ED%95%9C/"), ("a b/c+d.html", "/a%20b/c%2Bd.html"), ("feed.xml", "/feed.xml"),
     ("a%62/index.html", "/a%2562/")],
)  # fmt: skip
def test_the_url_of_a_path_and_the_path_of_a_url(path: str, url: str):
    assert url_of(path) == url
    assert path_of(url) == (path if path.endswith("html") else "feed.xml/index.html")


@pytest.mark.parametrize(
    ("url", "path"),
    [("/a", "a/index.html"), ("/a/", "a/index.html"), ("a", "a/index.html"), ("/", "index.html"), ("/a.html", "a.html"),
     ("/a.htm", "a.htm"), ("/a.html/", "a.html/index.html"), ("/%ED%95%9C", "한/index.html"), ("/e\u0301/", "é/index.html")],
)  # fmt: skip
def test_the_output_path_of_a_url(url: str, path: str):
    assert path_of(url) == path


@pytest.mark.parametrize(
    ("url", "problem"),
    [("/a/", ""), ("a/", "it does not begin with /"), ("/a/?b", "it contains ? or #"), ("/a/#b", "it contains ? or #"),
     ("/", "it is the front page"), ("/index.html", "it is the front page"), ("/con/", "con is a device name on Windows")],
)  # fmt: skip
def test_the_problem_of_an_invalid_url_is_named(url: str, problem: str):
    assert url_error(url) == problem
