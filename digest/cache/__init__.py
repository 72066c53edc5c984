"""The cache: results of earlier builds, in one SQLite file that may be deleted at any time."""
