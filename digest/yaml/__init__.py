"""YAML as strings with their locations, typed by tables of fields."""
