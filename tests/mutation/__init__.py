"""Small changes to the program, each of which a test nearby should notice: `python -m tests.mutation --help`."""
