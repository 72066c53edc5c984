"""Bad inputs: for each the exact words, the exit code, and the published site as it was, to the byte.

The numbers in the names of the cases are those of the list of bad inputs that digest set out with.
"""
