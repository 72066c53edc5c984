"""A static site generator for a curated news digest: its version, and the name of its distribution."""

__version__ = "0.1.0"

DISTRIBUTION = "digest-ssg"
"""The name of the installed package."""

DOCUMENTATION = "https://example.org/digest/docs/"
"""The website of docs/."""
