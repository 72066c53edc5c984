"""Convert newspaper text to the text of an article file. Pure: no file access, and `now` is an argument."""
