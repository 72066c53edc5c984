"""The edge: folders into values, values into folders, and what was made before. Only this code knows files, locks, processes."""
