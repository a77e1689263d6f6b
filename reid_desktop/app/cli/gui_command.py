"""The command `gui`."""

from __future__ import annotations

import argparse

from reid_desktop.app.settings import Settings
from reid_desktop.domain.errors import UsageError


def gui(arguments: argparse.Namespace, settings: Settings) -> int:
    """Open the window."""
    from reid_desktop.app.case_folders import case_folder, is_there
    from reid_desktop.app.window import main

    if arguments.case is not None and not is_there(case_folder(arguments.case)):
        raise UsageError("There is no command and no case called {name}.", name=arguments.case)
    return main(arguments.case, settings)
