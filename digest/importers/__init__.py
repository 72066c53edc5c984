"""Turns newspaper text into the text of an article file. Pure: no disk, and `now` is an argument."""
