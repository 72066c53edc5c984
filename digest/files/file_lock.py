"""Locks of open files (flock(2)). The system releases a lock when its process ends, even after a kill."""

from __future__ import annotations

try:
    import fcntl
except ImportError:  # Windows is best effort, and has no flock
    HAS_LOCKS = False
else:
    HAS_LOCKS = True


def try_lock(file: int) -> bool:
    """Lock an open file until it is closed. Return False if another process has the lock; True on systems without locks."""
    if HAS_LOCKS:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
