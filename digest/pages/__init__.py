"""Plan the output files: all pages, with the values that each can show. Pure."""
