"""Helpers for all readers of text: encodings, characters, places in a text. Pure."""
