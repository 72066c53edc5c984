"""Atomicity: builds that fail or are killed at every possible step, or whose output is in a wrong place, leave no partial site."""
