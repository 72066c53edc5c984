"""Plans the output files of what is published: which pages there are, and what each may know. Pure."""
