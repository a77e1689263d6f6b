"""The commands `new-key`, `lock` and `unlock`."""

from __future__ import annotations

import argparse
from pathlib import Path

from reid_desktop.adapters.sealing.age_files import lock as seal
from reid_desktop.adapters.sealing.age_files import new_key as make_key
from reid_desktop.adapters.sealing.age_files import recipient
from reid_desktop.adapters.sealing.age_files import unlock as unseal
from reid_desktop.adapters.store.emptying import hold_alone
from reid_desktop.adapters.store.wiping import wipe
from reid_desktop.app.agency import recovery_keys
from reid_desktop.app.bootstrap import OpenCase
from reid_desktop.app.case_folders import case_folder, new_case_folder
from reid_desktop.app.cli.output import line, print_json
from reid_desktop.app.settings import Settings
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.roles import Right

SUFFIX = ".age"
ONE_KEY = (
    "Only one key will open the case: if it is lost, so is the case. Add a recovery key (--to) of the agency."
)


def new_key(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write a new key."""
    del settings
    path = Path(arguments.file).absolute()
    public = make_key(path)
    if arguments.json:
        print_json({"path": str(path), "public_key": public})
    else:
        line(f"Public key, to lock cases for: {public}")
        line(f"The secret key is in {path}. Keep a copy of it apart: nobody can make it again.")
    return 0


def lock(arguments: argparse.Namespace, settings: Settings) -> int:
    """Encrypt a case into one file, and remove the folder."""
    folder = case_folder(Path(arguments.case))
    keys = list(dict.fromkeys(map(recipient, [*arguments.to, *recovery_keys(settings.config)])))
    if not keys:
        raise UsageError("Say who shall open it: --to PUBLIC-KEY. `new-key FILE` makes one.")
    out = Path(arguments.out).absolute() if arguments.out else folder.with_name(folder.name + SUFFIX)
    if out.exists():
        raise UsageError("{name} is there already; choose another name (--out).", name=out.name)
    if out.resolve().is_relative_to(folder.resolve()):
        raise UsageError("The encrypted file cannot lie in the folder that it takes the place of.")
    case = OpenCase(settings, folder)
    try:
        case.oversight.gatekeeper.require(case.who, Right.RUN)
        with case.store.transaction(case.who) as writer:
            writer.log("case.locked", out.name, keys=keys, reason=arguments.reason)
    finally:
        case.close()
    hold_alone(folder)
    seal(folder, out, keys)
    wipe(folder)
    if arguments.json:
        print_json({"path": str(out), "keys": keys})
    else:
        line(f"Locked: {out}. It opens with any of {len(keys)} keys.")
        if len(keys) == 1:
            line(ONE_KEY)
    return 0


def unlock(arguments: argparse.Namespace, settings: Settings) -> int:
    """Bring an encrypted case back; the encrypted file stays."""
    sealed = Path(arguments.file).absolute()
    if not sealed.is_file():
        raise UsageError("There is no file {path}.", path=arguments.file)
    named = (
        Path(arguments.out).absolute()
        if arguments.out
        else sealed.with_name(sealed.name.removesuffix(SUFFIX))
    )
    folder = new_case_folder(named)
    unseal(sealed, Path(arguments.key), folder)
    case = OpenCase(settings, folder)
    try:
        with case.store.transaction(case.who) as writer:
            writer.log("case.unlocked", sealed.name, reason=arguments.reason)
    finally:
        case.close()
    if arguments.json:
        print_json({"case": str(folder)})
    else:
        line(f"The case is at {folder}. Until it is locked again it lies there unencrypted.")
    return 0
