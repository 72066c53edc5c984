"""From a planned letter to its files: HTML with its styles in place, plain text, and a message. Pure, and sends nothing."""
