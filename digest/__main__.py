"""`python -m digest`: the same as the command `digest`."""

import sys

# `python -m` puts the working folder first on the path, and a site with a `yaml.py` in it would run as code.
if not sys.flags.safe_path and sys.path:
    del sys.path[0]

from digest.cli import main

if __name__ == "__main__":
    main()
