"""What `digest check` looks at: pure functions from values to diagnostics."""
