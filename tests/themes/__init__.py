"""What pages of the default theme show; and `plain`, a small theme for tests of everything else."""
