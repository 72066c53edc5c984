"""Tests of the bundled themes; and `plain`, a small theme for all other tests."""
