"""From what is published to the output files: which pages there are, and what each may know. Pure."""
