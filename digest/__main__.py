"""The command `digest`, and the same as `python -m digest`."""

import gc
import sys


def main() -> None:
    """Run the command line and end the process."""
    # As in `cli.main`: what imports make stays too, and the collector would take a thirtieth of the time of a start.
    gc.disable()
    from digest.cli import main as run_command_line  # after that

    run_command_line()


if __name__ == "__main__":
    # `python -m` puts the working folder first on the path, and a site with a `yaml.py` in it would run as code.
    if not sys.flags.safe_path and sys.path:
        del sys.path[0]
    main()
