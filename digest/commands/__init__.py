"""One file for each thing that a user does; what they print is printed by `cli`."""
