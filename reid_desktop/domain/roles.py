"""Who may do what in a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from .errors import NotAuthorisedError
from .ledger import Entry, EntryKind

REFUSED = "{who} may not {act} in this case: that takes the role of {roles}."
LAST_SUPERVISOR = "A case with roles keeps at least one supervisor."


class Role(StrEnum):
    """What somebody is in a case."""

    EXAMINER = "examiner"
    REVIEWER = "reviewer"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"


class Right(StrEnum):
    """What somebody wants to do."""

    VIEW = "look at the evidence"
    IMPORT = "bring evidence in"
    SEARCH = "search for persons"
    DECIDE = "decide about sightings"
    SECOND = "review as a second person"
    EXPORT = "export"
    CORRECT = "correct what is declared"
    AUDIT = "read the log"
    RUN = "change policies, authorities and roles"
    PURGE = "delete results"


_RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.EXAMINER: frozenset(
        {Right.VIEW, Right.IMPORT, Right.SEARCH, Right.DECIDE, Right.EXPORT, Right.CORRECT, Right.AUDIT}
    ),
    Role.REVIEWER: frozenset({Right.VIEW, Right.SECOND, Right.DECIDE}),
    Role.SUPERVISOR: frozenset(Right),
    Role.AUDITOR: frozenset({Right.AUDIT}),
}


def roles_of(entries: Iterable[Entry]) -> dict[str, frozenset[Role]]:
    """Return who has which roles now."""
    found: dict[str, set[Role]] = {}
    for entry in entries:
        if entry.kind is EntryKind.ROLE:
            roles = found.setdefault(entry.content["person"], set())
            role = Role(entry.content["role"])
            if entry.content["is_on"]:
                roles.add(role)
            else:
                roles.discard(role)
    return {person: frozenset(roles) for person, roles in found.items() if roles}


def refuse(roles: Mapping[str, frozenset[Role]], who: str, right: Right) -> None:
    """Refuse what somebody may not do; in a case where nobody has a role, everybody may do everything.

    :raises NotAuthorisedError: they may not.
    """
    if roles and not any(right in _RIGHTS[role] for role in roles.get(who, ())):
        able = [role.value for role in Role if right in _RIGHTS[role]]
        raise NotAuthorisedError(REFUSED, who=who, act=right.value, roles=" or ".join(able))
