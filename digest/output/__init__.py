"""The output folder: what is in it, what has to change, and how all changes are put in place or none."""
