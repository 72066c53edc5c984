"""Mutation testing: small changes to the program, each of which a test should detect: `python -m tests.mutation --help`."""
