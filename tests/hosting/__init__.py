"""Whole sites on a server: a crawler follows every link, and pages are tested in a browser and by validators."""
