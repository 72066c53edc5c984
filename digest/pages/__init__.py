"""Plans the output files: which pages there are, and which values each can show. Pure."""
