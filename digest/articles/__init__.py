"""From the bytes of a content file to an Article: front matter, fields, dates, Markdown. Pure: no disk, no clock."""
