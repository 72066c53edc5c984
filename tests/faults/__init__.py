"""Never half a file: builds that fail, are killed, or must write where they may not, at every possible place."""
