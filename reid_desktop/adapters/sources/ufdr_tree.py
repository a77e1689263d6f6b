"""A Cellebrite extraction (UFDR: a ZIP with `report.xml`), shown as the phone had its files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from reid_desktop.adapters.sources.names import refusal_of
from reid_desktop.adapters.sources.trees import Tree, TreeFile
from reid_desktop.adapters.sources.ufdr_facts import place_claims, time_claims
from reid_desktop.adapters.sources.ufdr_report import Reported, reported_files
from reid_desktop.domain.claims import Beside
from reid_desktop.domain.errors import SourceError
from reid_desktop.domain.media import FileOutcome, Outcome

REPORT = "report.xml"
READ = "It is the report of the extraction: it names {named:,} files with, {others:,} without their content."
BROKEN = "{problem} Files that it names behind that have the names they have in the extraction."
ABSENT = "The report lists it as {name}, but its content is missing."
DELETED = "The report says that it was deleted on the phone, and recovered."
ALSO = "The report lists the same content also as {name}."
IN_FILE_SYSTEM = "The report says that it lay in the file system {name}."
MOST_NAMES = 20
_HEAD_BYTES = 4096


class UfdrLayout:
    """Recognises an extraction by its report."""

    kind = "ufdr"

    def recognises(self, tree: Tree) -> bool:
        """Tell whether the tree is an extraction."""
        if tree.kind not in {"folder", "zip"}:
            return False
        report = tree.find(REPORT)
        if report is None:
            return False
        try:
            with tree.open(report) as file:
                head = file.read(_HEAD_BYTES)
        except (SourceError, OSError):
            return False
        return b"<project" in head or b"cellebrite" in head.lower()

    def as_on_device(self, tree: Tree) -> Tree:
        """Return the tree with the phone's names for what the report names."""
        return _UfdrTree(tree) if self.recognises(tree) else tree


class _Report:
    """What a report says, by the names that files have in the extraction."""

    def __init__(self, tree: Tree) -> None:
        """Read the report; keep how far that went."""
        self.files: dict[str, Reported] = {}
        self.more: defaultdict[str, list[str]] = defaultdict(list)
        self.others = 0
        self.problem: SourceError | None = None
        by_md5: dict[str, str] = {}
        report = tree.find(REPORT)
        self.path = report.path if report is not None else REPORT
        try:
            if report is not None:
                with tree.open(report) as file:
                    for found in reported_files(file):
                        self._add(found, by_md5)
        except SourceError as cause:
            self.problem = cause
        except OSError as cause:
            self.problem = SourceError("The report cannot be read: {reason}.", reason=cause.strerror)

    def _add(self, found: Reported, by_md5: dict[str, str]) -> None:
        """Keep the first name of a content; a content may be exported once for several names."""
        local = found.local or by_md5.get(found.md5, "")
        if not local:
            self.others += 1
            return
        if found.md5:
            by_md5.setdefault(found.md5, local)
        first = self.files.setdefault(local, found)
        if first is not found and len(self.more[local]) < MOST_NAMES and found.path != first.path:
            self.more[local].append(found.path)

    def beside(self, local: str) -> Beside:
        """Return what the report says of a file."""
        found = self.files[local]
        notes = [IN_FILE_SYSTEM.format(name=found.file_system)] if found.file_system else []
        notes += [DELETED] if found.is_deleted else []
        notes += [ALSO.format(name=name) for name in self.more.get(local, ())]
        times = time_claims(found.stamps, found.items)
        return Beside(times, place_claims(found.items), sidecars=(self.path,), notes=tuple(notes))


class _UfdrTree:
    """An extraction whose files have the phone's names."""

    def __init__(self, tree: Tree) -> None:
        self.kind = tree.kind
        self._tree = tree
        self._report = _Report(tree)
        self._by_name: dict[str, str] = {}
        self._folders: defaultdict[str, list[str]] = defaultdict(list)
        for local, found in self._report.files.items():
            if not refusal_of(found.path) and self._by_name.setdefault(found.path, local) == local:
                folder, _, name = found.path.rpartition("/")
                self._folders[folder].append(name)

    def files(self) -> Iterator[TreeFile | FileOutcome]:
        """Yield each file once; then what the report promises but the extraction does not hold."""
        met: set[str] = set()
        where = ""
        for file in self._tree.files():
            if isinstance(file, FileOutcome):
                yield file
            elif file.name == REPORT:
                where = file.path.removesuffix(REPORT)
                yield self._of_report(file)
            else:
                met.add(file.name)
                yield self._named(file)
        for local, found in self._report.files.items():
            if local not in met:
                yield FileOutcome(where + local, Outcome.FAILED, ABSENT.format(name=found.path))

    def find(self, name: str) -> TreeFile | None:
        """Return a file by the phone's name, or by that in the extraction."""
        file = self._tree.find(self._by_name.get(name, name))
        return self._named(file) if file is not None else None

    def names_in(self, folder: str) -> Sequence[str]:
        """Return the names right in a folder of the phone, or of the extraction."""
        return sorted(self._folders[folder]) if folder in self._folders else self._tree.names_in(folder)

    def open(self, file: TreeFile) -> BinaryIO:
        """Open a file."""
        return self._tree.open(file)

    def _named(self, file: TreeFile) -> TreeFile:
        found = self._report.files.get(file.name)
        if found is None:
            return file
        name = file.name if refusal_of(found.path) else found.path
        return TreeFile(name, file.path, file.size_bytes, file.mtime_ns, self._report.beside(file.name))

    def _of_report(self, file: TreeFile) -> FileOutcome:
        if self._report.problem is not None:
            return FileOutcome(file.path, Outcome.FAILED, BROKEN.format(problem=self._report.problem))
        told = READ.format(named=len(self._report.files), others=self._report.others)
        return FileOutcome(file.path, Outcome.NOT_MEDIA, told)
