"""From what others wrote, as text or bytes, to the text of an article file. Pure: no disk, and `now` comes in as a value."""
