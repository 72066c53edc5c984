"""What holds of this repository: which module imports which, what its documents say, where tests lie and when each is run."""
