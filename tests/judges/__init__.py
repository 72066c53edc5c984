"""Validation of files for programs (feeds, sitemaps, open data) against the specifications of their formats."""
