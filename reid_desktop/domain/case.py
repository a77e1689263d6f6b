"""The case and its exhibits."""

from __future__ import annotations

from dataclasses import dataclass

from .ids import ExhibitId, SourceId

CASE_SUFFIX = ".reidcase"
"""How the folder of a case ends."""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What a case is about and who is responsible for it."""

    number: str
    title: str
    examiner: str
    agency: str = ""
    authority: str = ""
    """Reference of the legal authority, such as a warrant number."""
    created_utc: str = ""
    program_version: str = ""

    def __post_init__(self) -> None:
        """Refuse a case without number, title or examiner."""
        for name in ("number", "title", "examiner"):
            if not getattr(self, name).strip():
                raise ValueError(f"a case needs a {name}")


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A seized device or storage."""

    exhibit_id: ExhibitId
    description: str = ""
    seal: str = ""
    owner: str = ""
    time_zone: str | None = None
    """IANA zone or `+HH:MM` declared by the examiner for clocks without zone."""
    clock_offset_s: float = 0.0
    """Seconds to add to the device's clock to get true time."""
    clock_uncertainty_s: float = 0.0
    """The offset is true to plus or minus this."""
    clock_basis: str = ""
    """How the offset is known: `declared`, `solved from 7 events`, ..."""
    make: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """What was imported for an exhibit; read-only, always."""

    source_id: SourceId
    exhibit_id: ExhibitId
    path: str
    kind: str
    """`folder` or `file`."""

    def contains(self, path: str) -> bool:
        """Tell whether `path` is the source or lies in it."""
        return path == self.path or (self.kind != "file" and path.startswith(self.path.rstrip("/") + "/"))


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One row of the append-only log, chained by hash to the row before."""

    audit_id: int
    at_utc: str
    who: str
    action: str
    object: str
    detail: str
    """JSON."""
    previous_sha256: str
    sha256: str
