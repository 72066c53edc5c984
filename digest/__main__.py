"""The entry point of the command `digest` and of `python -m digest`: switches the garbage collector off, protects `sys.path`, and
calls `digest/cli.py`."""

import gc
import sys


def main() -> None:
    """Run the command line and end the process."""
    # As in `cli.main`: imported objects live until the end too, and collecting would take a thirtieth of the start-up time.
    gc.disable()
    from digest.cli import main as run_command_line  # imported after gc.disable()

    run_command_line()


if __name__ == "__main__":
    # `python -m` puts the working folder first on sys.path: a site's own `yaml.py` would be imported and run.
    if not sys.flags.safe_path and sys.path:
        del sys.path[0]
    main()
