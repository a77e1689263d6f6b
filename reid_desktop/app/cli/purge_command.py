"""The command `purge`."""

from __future__ import annotations

import argparse
from pathlib import Path

from reid_desktop.adapters.store.emptying import empty_case
from reid_desktop.app.account import system_account
from reid_desktop.app.bootstrap import OpenCase
from reid_desktop.app.case_folders import case_folder
from reid_desktop.app.cli.output import line, print_json
from reid_desktop.app.clock import SystemClock
from reid_desktop.app.settings import Settings
from reid_desktop.domain.capture import iso_utc


def purge(arguments: argparse.Namespace, settings: Settings) -> int:
    """Delete all of a case but its facts and its log, for good."""
    folder = case_folder(Path(arguments.case))
    case = OpenCase(settings, folder)
    try:
        who = case.who
        case.oversight.gatekeeper.purge(arguments.reason, who, is_early=arguments.early)
    finally:
        case.close()
    now_utc = SystemClock().now_utc_ms
    deleted = empty_case(folder, who, arguments.reason, lambda: iso_utc(now_utc()), system_account())
    if arguments.json:
        print_json({"case": str(folder), "deleted": dict(deleted)})
    else:
        line("Deleted: " + ", ".join(f"{count:,} {table}" for table, count in deleted.items()) + ".")
        line("What remains: the facts of the case, its log, and who governed it.")
    return 0
