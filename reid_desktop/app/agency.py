"""What the agency demands of all cases on this computer: the file agency.toml among the settings."""

from __future__ import annotations

import tomllib
from pathlib import Path

from reid_desktop.domain.authority import REASONS, Gate, Policy
from reid_desktop.domain.errors import UsageError

FILE_NAME = "agency.toml"
WRONG = "{path} cannot be used: {why}. Ask whoever keeps the settings of this computer."


def agency_policy(config: Path) -> Policy:
    """Return the agency's policy; nothing is demanded where there is no file.

    :raises UsageError: the file is there, and cannot be read or says what there is not. Nothing is
        done then: a policy that is spoilt must not be taken for none.
    """
    return _settings(config)[0]


def recovery_keys(config: Path) -> tuple[str, ...]:
    """Return the public keys for which every case is locked, so that the agency can always open it.

    :raises UsageError: as `agency_policy` does.
    """
    return _settings(config)[1]


def _settings(config: Path) -> tuple[Policy, tuple[str, ...]]:
    path = config / FILE_NAME
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Policy(Gate.OFF), ()
    except (OSError, UnicodeDecodeError) as cause:
        raise UsageError(WRONG, path=path, why=cause) from cause
    try:
        table = tomllib.loads(text)
        unknown = set(table) - {"authority", "ask_reason", "recovery"}
        if unknown:
            raise ValueError(f"there is no setting {', '.join(sorted(unknown))}")
        reasons = frozenset(map(str, table.get("ask_reason", [])))
        if reasons - set(REASONS):
            raise ValueError(f"reasons can be asked for: {', '.join(REASONS)}")
        policy = Policy(Gate(table.get("authority", Gate.OFF.value)), reasons)
        return policy, tuple(map(str, table.get("recovery", [])))
    except (ValueError, TypeError) as cause:
        raise UsageError(WRONG, path=path, why=cause) from cause
