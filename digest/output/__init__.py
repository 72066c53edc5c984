"""The output folder: compares it with the plan, writes what changed, and puts all changes in place or none."""
