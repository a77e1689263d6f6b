"""Which account of the system works: it stands in the log beside the name that was given."""

from __future__ import annotations

import getpass
import os
import platform
from contextlib import suppress


def system_account() -> str:
    """Return `account@computer`; never fails.

    On Unix the account is that of the process, not what an environment variable says.
    """
    return f"{_account()}@{platform.node() or 'unknown computer'}"


def _account() -> str:
    with suppress(ImportError, KeyError, OSError):
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):
        return str(os.getuid()) if hasattr(os, "getuid") else "unknown account"
