"""Tests of themes, templates and filters."""
