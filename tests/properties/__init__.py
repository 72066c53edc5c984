"""What holds of every site and after any edits: tried with sites and edits that are made up, by chance or from tables."""
