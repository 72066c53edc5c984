"""Turns a planned letter into its files: HTML with its styles in place, plain text, and a message. Pure, and sends nothing."""
