"""The command `gui`."""

from __future__ import annotations

import argparse

from reid_desktop.app.settings import Settings


def gui(arguments: argparse.Namespace, settings: Settings) -> int:
    """Open the window."""
    from reid_desktop.app.window import main

    return main(arguments.case, settings)
