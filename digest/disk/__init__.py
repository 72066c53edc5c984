"""The edge: folders into values, values into folders, and what was made before. The only code that knows files, locks and processes."""
