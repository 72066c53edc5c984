"""The checks of `digest check`: pure functions from values to diagnostics."""
