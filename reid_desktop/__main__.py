"""Start with `python -m reid_desktop`, or as the command `reid-desktop`."""

from __future__ import annotations

import sys
from multiprocessing import freeze_support

INTERRUPTED = 130


def run() -> int:
    """Run the command line; return its exit code.

    Loading the program takes a moment, in which Ctrl+C ends it without a traceback too.
    """
    try:
        from reid_desktop.app.cli.main import main
    except KeyboardInterrupt:
        return INTERRUPTED
    return main()


if __name__ == "__main__":
    freeze_support()
    sys.exit(run())
