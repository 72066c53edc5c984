"""Whole sites on a server, as readers meet them: every link is followed, pages are shown by a browser and judged by checkers."""
