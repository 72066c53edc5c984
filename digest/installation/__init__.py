"""The installed program: its hash, its documents, and how it was installed."""
