"""Folders into values: content, registries, themes, extensions."""
