"""Renders pages to bytes: themes, templates, filters. No I/O: templates are loaded from memory, and see only their context."""
