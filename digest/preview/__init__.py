"""EDGE: the site in a browser, while it is being written."""
