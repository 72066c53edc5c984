"""The installed program: its fingerprint, and how it was installed."""
