"""Locks of open files (flock(2)): the system releases one when its process ends, for whatever reason."""

from __future__ import annotations

try:
    import fcntl
except ImportError:  # Windows is best effort, and has no flock
    HAS_LOCKS = False
else:
    HAS_LOCKS = True


def try_lock(file: int) -> bool:
    """Lock the file of this descriptor until it is closed; False if somebody else holds the lock. True where there are no locks."""
    if HAS_LOCKS:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
