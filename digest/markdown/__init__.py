"""Markdown → HTML, link targets and diagnostics. Pure: no disk, no clock."""
