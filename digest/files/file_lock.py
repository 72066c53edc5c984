"""Lock an open file (flock(2)) without waiting. The system releases the lock when its process ends, even after a kill.
`build_lock.py` uses it for the lock of a site."""

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
