"""Properties of every site after any edits, tested with sites and edits that are random or from tables."""
