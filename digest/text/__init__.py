"""Helpers for all readers of text: encodings, characters, positions in a text. Pure."""
