"""What is needed wherever text is read: encodings, characters, places in a text. Pure."""
