"""The output folder: what is in it, what has to change, and how it gets there, all or nothing."""
