"""Reads files into values: content, registries, themes, extensions."""
