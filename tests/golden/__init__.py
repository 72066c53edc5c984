"""Whole sites, compared byte by byte with the stored output."""
