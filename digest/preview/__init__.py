"""EDGE: the site while it is being written, in a browser."""
