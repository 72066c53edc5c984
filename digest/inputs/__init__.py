"""Read content, registries, themes and extensions from their files."""
