"""The commands `policy`, `authority`, `role`, `snapshot` and `restore`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from reid_desktop.app.bootstrap import OpenCase
from reid_desktop.app.case_folders import case_folder
from reid_desktop.app.cli.output import line, print_json, say
from reid_desktop.app.cli.records import Row
from reid_desktop.app.settings import Settings
from reid_desktop.domain.authority import Authority, Gate, Policy, Standing, policy_of
from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.ids import EntryId, ExhibitId
from reid_desktop.domain.ledger import EntryKind
from reid_desktop.domain.roles import Role
from reid_desktop.ports.ledger import (
    AuthorityRequest,
    AuthorityVerdictRequest,
    Governed,
    LedgerRequest,
    PolicyRequest,
    RestoreRequest,
    RoleRequest,
    SnapshotRequest,
)

VERDICTS = {"confirm": "confirmed", "reject": "rejected", "end": "ended"}


def policy(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print what the case demands, after setting what is given."""
    given = arguments.authority or arguments.ask_reason or arguments.ask_no_reasons or arguments.retain_until
    with _opened(arguments, settings, writes=bool(given)) as case:
        if given:
            own = policy_of(case.store.ledger(EntryKind.POLICY), Policy())
            _run(case, PolicyRequest(_changed(own, arguments), arguments.reason))
        standings = case.oversight.gatekeeper.standings()
    demanded = standings.policy
    if arguments.json:
        print_json(
            {
                "authority": demanded.gate.value,
                "ask_reason": sorted(demanded.reasons),
                "retain_until_utc": demanded.retain_until_utc,
                "to_do": list(standings.sentences),
            }
        )
        return 0
    line(f"Authority for searches of persons: {demanded.gate.value}")
    line(f"Reasons are asked for: {', '.join(sorted(demanded.reasons)) or 'never'}")
    line(f"To be purged: {demanded.retain_until_utc or 'no date is set'}")
    for sentence in standings.sentences:
        say(sentence)
    return 0


def authority(arguments: argparse.Namespace, settings: Settings) -> int:
    """List authorities, or record, confirm, reject or end one."""
    action = arguments.action
    with _opened(arguments, settings, writes=action != "list") as case:
        purged, alarms = 0, len(case.store.alarms())
        if action == "record":
            _run(case, AuthorityRequest(_authority(arguments), arguments.reason))
        elif action != "list":
            number = EntryId(_number(arguments.subject))
            request = AuthorityVerdictRequest(number, VERDICTS[action], arguments.reason)
            purged = _run(case, request).count
        alarms -= len(case.store.alarms())
        standings = case.oversight.gatekeeper.standings()
    rows = [_authority_row(one, standing) for one, standing in standings.authorities]
    if arguments.json:
        gone = {"purged_searches": purged, "purged_alarms": alarms}
        print_json({"authorities": rows, **gone, "to_do": list(standings.sentences)})
        return 0
    for row in rows:
        line(
            "  ".join(f"{name}={value}" for name, value in row.items() if value not in (None, "", [], False))
        )
    if purged or alarms:
        line(
            f"{purged} searches and {alarms} alarms were purged. What was exported of them stands in the log."
        )
    for sentence in standings.sentences:
        say(sentence)
    return 0


def role(arguments: argparse.Namespace, settings: Settings) -> int:
    """List roles, or give or take one."""
    with _opened(arguments, settings, writes=arguments.action != "list") as case:
        if arguments.action != "list":
            if not arguments.person or not arguments.role:
                raise UsageError("Say who and which role: role CASE give NAME examiner.")
            given = arguments.action == "give"
            _run(case, RoleRequest(arguments.person, Role(arguments.role), given, arguments.reason))
        roles = case.oversight.gatekeeper.roles()
    if arguments.json:
        print_json({"roles": {who: sorted(held) for who, held in sorted(roles.items())}})
        return 0
    for who, held in sorted(roles.items()):
        line(f"{who}: {', '.join(sorted(held))}")
    if not roles:
        line("Nobody has a role: everybody may do everything.")
    return 0


def snapshot(arguments: argparse.Namespace, settings: Settings) -> int:
    """Take a snapshot of the review, or list them."""
    with _opened(arguments, settings, writes=arguments.name is not None) as case:
        if arguments.name is not None:
            _run(case, SnapshotRequest(arguments.name))
        rows = [
            {
                "snapshot": entry.entry_id,
                "name": entry.content["name"],
                "act": entry.content["act"],
                "author": entry.author,
                "at_utc": entry.at_utc,
            }
            for entry in case.store.ledger(EntryKind.SNAPSHOT)
        ]
    if arguments.json:
        print_json({"snapshots": rows})
        return 0
    for row in rows:
        line(f"{row['snapshot']}  {row['at_utc']}  {row['name']}  ({row['author']})")
    return 0


def restore(arguments: argparse.Namespace, settings: Settings) -> int:
    """Let count again what counted at a snapshot."""
    with _opened(arguments, settings, writes=True) as case:
        done = _run(case, RestoreRequest(EntryId(arguments.snapshot), arguments.reason))
    if arguments.json:
        print_json({"snapshot": arguments.snapshot, "sightings": done.count})
    else:
        line(f"{done.count} sightings count as they did. `undo` takes this back.")
    return 0


@contextmanager
def _opened(arguments: argparse.Namespace, settings: Settings, *, writes: bool) -> Iterator[OpenCase]:
    case = OpenCase(settings, case_folder(Path(arguments.case)), read_only=not writes)
    try:
        yield case
    finally:
        case.close()


def _run(case: OpenCase, request: LedgerRequest) -> Governed:
    return case.oversight.do(request, case.who)


def _changed(own: Policy, arguments: argparse.Namespace) -> Policy:
    gate = Gate(arguments.authority) if arguments.authority else own.gate
    reasons = own.reasons if arguments.ask_reason is None else frozenset(arguments.ask_reason)
    until = own.retain_until_utc if arguments.retain_until is None else iso_utc(arguments.retain_until)
    return replace(
        own,
        gate=gate,
        reasons=frozenset() if arguments.ask_no_reasons else reasons,
        retain_until_utc=until,
    )


def _authority(arguments: argparse.Namespace) -> Authority:
    try:
        return Authority(
            (arguments.subject or "").strip(),
            arguments.offence,
            frozenset(map(ExhibitId, arguments.exhibit)),
            arguments.after,
            arguments.before,
            tuple(arguments.sought),
            arguments.expires,
            arguments.urgent,
        )
    except ValueError as cause:
        raise UsageError("{why}.", why=str(cause).capitalize()) from cause


def _number(text: str | None) -> int:
    if text is None or not text.isdecimal():
        raise UsageError("Say which authority by its number; `authority CASE` lists them.")
    return int(text)


def _authority_row(one: Authority, standing: Standing) -> Row:
    def moment(utc_ms: int | None) -> str | None:
        return None if utc_ms is None else iso_utc(utc_ms)

    return {
        "authority": one.authority_id,
        "reference": one.reference,
        "standing": standing.value,
        "offence": one.offence,
        "exhibits": sorted(one.exhibits),
        "after_utc": moment(one.after_utc_ms),
        "before_utc": moment(one.before_utc_ms),
        "sought": list(one.persons),
        "expires_utc": moment(one.expires_utc_ms),
        "urgent": one.is_urgent,
        "confirm_by_utc": moment(one.urgent_until_utc_ms),
        "recorded_utc": moment(one.recorded_utc_ms),
    }
