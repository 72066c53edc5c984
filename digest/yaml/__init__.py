"""YAML as strings with their locations, which tables of fields convert to typed values."""
