"""Turns newspaper text, as text or bytes, into the text of an article file. Pure: no disk, and `now` comes in as a value."""
