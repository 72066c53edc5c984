"""Files and folders at the edge: atomic writes, locks, symbolic links, scans."""
