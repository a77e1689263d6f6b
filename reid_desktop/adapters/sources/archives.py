"""An archive as a tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO

from reid_desktop.adapters.sources.evidence import OpenEvidence
from reid_desktop.adapters.sources.limits import Budget
from reid_desktop.adapters.sources.members import Archive, Member
from reid_desktop.adapters.sources.names import MARK
from reid_desktop.adapters.sources.trees import TreeFile
from reid_desktop.domain.media import FileOutcome, Outcome


class ArchiveTree:
    """The members of an open archive, under the names that they have in it."""

    def __init__(self, evidence: OpenEvidence, path: str, archive: Archive, budget: Budget) -> None:
        """`archive` is what lies at `path`, kept open by the caller; each member costs of the budget."""
        self.kind = archive.kind
        self._evidence = evidence
        self._path = path
        self._archive = archive
        self._budget = budget

    def files(self) -> Iterator[TreeFile | FileOutcome]:
        """Yield the members in the archive's order.

        :raises SourceError: after the good ones, where the archive is damaged.
        """
        for member in self._archive.members():
            path = self._path + MARK + member.step
            reason, outcome = member.reason, member.outcome
            if outcome is None and (reason := self._budget.refusal_of(member.size_bytes)) is not None:
                outcome = Outcome.FAILED
            yield FileOutcome(path, outcome, reason) if outcome else self._file(member)

    def find(self, name: str) -> TreeFile | None:
        """Return the readable member with exactly this name; of several, the first."""
        found = self._archive.find(name)
        return self._file(found) if found is not None and found.outcome is None else None

    def names_in(self, folder: str) -> Sequence[str]:
        """Return the names of the readable members right in a folder."""
        return self._archive.names_in(folder)

    def open(self, file: TreeFile) -> BinaryIO:
        """Open a member.

        :raises SourceError: it cannot be opened, or a limit is passed.
        """
        return self._evidence.open(file.path)

    def _file(self, member: Member) -> TreeFile:
        return TreeFile(member.name, self._path + MARK + member.step, member.size_bytes, member.mtime_ns)
