"""Measurements; each is a script of its own."""
