"""What earlier builds stored, in one SQLite file that may be deleted at any time."""
