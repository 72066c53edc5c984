"""Turns pages into bytes: themes as values, templates, filters. Pure: templates come from memory, and see only their context."""
