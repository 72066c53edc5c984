"""Access to files and folders: atomic writes, locks, symbolic links, scans."""
