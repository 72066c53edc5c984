"""Never half a file: builds that fail, are killed, or are told to write where they must not, at every place where that can be."""
