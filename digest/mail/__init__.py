"""Make the files of a planned letter: HTML with inlined styles, plain text, and a message. Pure; sends nothing."""
