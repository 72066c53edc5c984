"""Rules of this repository: layers of imports, documents, names, folders of tests, and the selection of tests."""
