"""Finds and reads what stands beside a file: Takeout JSON, XMP, edits of iOS, `.nomedia`."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from reid_desktop.adapters.sources.beside import BesideReader
from reid_desktop.adapters.sources.takeout_facts import takeout_facts
from reid_desktop.adapters.sources.takeout_names import Kinship, wanted_names
from reid_desktop.adapters.sources.trees import Tree, TreeFile
from reid_desktop.domain.claims import Beside
from reid_desktop.domain.errors import SourceError
from reid_desktop.domain.xmp import xmp_claims

LARGEST_SIDECAR_BYTES = 4 << 20
_FOLDERS_KEPT = 256
_ENDINGS = (".json", ".xmp", ".aae")

_KIN = {
    Kinship.STILL: "The sidecar is that of the still picture of which this is the moving part.",
    Kinship.ORIGINAL: "The sidecar is that of the picture before it was edited.",
}
_HIDDEN = "It lies in a folder that the phone hides from its gallery (.nomedia)."
_EDITED_ON_PHONE = "It was edited on the phone: the edit lies beside it ({name}), this is the original."

PacketReader = Callable[[bytes], Mapping[str, str]]
"""XMP packet -> properties, nothing for what is no packet."""


class Neighbours:
    """Names in the folders of one tree, without regard to case; the folders met last are kept."""

    def __init__(self) -> None:
        """Know no folder yet."""
        self._tree: Tree | None = None
        self._folders: OrderedDict[str, dict[str, str]] = OrderedDict()

    def names(self, tree: Tree, folder: str) -> dict[str, str]:
        """Return folded name -> name of the sidecars and the `.nomedia` of a folder."""
        if tree is not self._tree:
            self._tree = tree
            self._folders.clear()
        if folder not in self._folders:
            names = reversed(tree.names_in(folder))
            self._folders[folder] = {n.casefold(): n for n in names if _is_sidecar(n) or n == ".nomedia"}
            while len(self._folders) > _FOLDERS_KEPT:
                self._folders.popitem(last=False)
        self._folders.move_to_end(folder)
        return self._folders[folder]


class TakeoutSidecars:
    """Reads the JSON that Google Takeout keeps beside a picture."""

    def __init__(self, neighbours: Neighbours) -> None:
        """Share what is known of folders with the other readers."""
        self._neighbours = neighbours

    def __call__(self, tree: Tree, file: TreeFile) -> Beside | None:
        """Return time, place and notes of the first sidecar that fits."""
        folder, name = _split(file.name)
        names = self._neighbours.names(tree, folder)
        if not names or _is_sidecar(name):
            return None
        tried: set[str] = set()
        for wanted in wanted_names(name):
            beside = names.get(wanted.name.casefold())
            if beside is None or beside in tried:
                continue
            tried.add(beside)
            found = self._read(tree, folder, beside, name)
            if found is not None:
                kin = _KIN.get(wanted.kinship)
                return replace(found, notes=(kin, *found.notes)) if kin else found
        return None

    def _read(self, tree: Tree, folder: str, beside: str, name: str) -> Beside | None:
        sidecar = tree.find(_joined(folder, beside))
        if sidecar is None:
            return None
        data = _bytes_of(tree, sidecar)
        if isinstance(data, str):
            return Beside(notes=(data,))
        try:
            found = takeout_facts(data, name)
        except ValueError:
            note = f"The sidecar {beside} beside it cannot be read: it is no JSON."
            return Beside(notes=(note,)) if data else None
        return replace(found, sidecars=(sidecar.path,)) if found is not None else None


class XmpSidecars:
    """Reads `IMG.jpg.xmp` and `IMG.xmp`."""

    def __init__(self, neighbours: Neighbours, packet: PacketReader) -> None:
        """`packet` parses XMP."""
        self._neighbours = neighbours
        self._packet = packet

    def __call__(self, tree: Tree, file: TreeFile) -> Beside | None:
        """Return times and places of the sidecar."""
        folder, name = _split(file.name)
        names = self._neighbours.names(tree, folder)
        if not names or _is_sidecar(name):
            return None
        stem = name.rpartition(".")[0] or name
        for wanted in (f"{name}.xmp", f"{stem}.xmp"):
            beside = names.get(wanted.casefold())
            sidecar = tree.find(_joined(folder, beside)) if beside else None
            if sidecar is not None:
                return self._read(tree, sidecar)
        return None

    def _read(self, tree: Tree, sidecar: TreeFile) -> Beside | None:
        data = _bytes_of(tree, sidecar)
        if isinstance(data, str):
            return Beside(notes=(data,))
        claims = xmp_claims(self._packet(data))
        if not claims.times and not claims.places:
            return None
        return Beside(claims.times, claims.places, sidecars=(sidecar.path,))


class PhoneFolders:
    """Tells what the files beside a picture say without being read: `.nomedia`, edits of iOS."""

    def __init__(self, neighbours: Neighbours) -> None:
        """Share what is known of folders with the other readers."""
        self._neighbours = neighbours

    def __call__(self, tree: Tree, file: TreeFile) -> Beside | None:
        """Return notes. A `.nomedia` hides all folders below its own, too."""
        folder, name = _split(file.name)
        notes = []
        if name != ".nomedia" and any(
            ".nomedia" in self._neighbours.names(tree, above) for above in _with_above(folder)
        ):
            notes.append(_HIDDEN)
        stem = name.rpartition(".")[0] or name
        edit = self._neighbours.names(tree, folder).get(f"{stem}.aae".casefold())
        if edit is not None and not _is_sidecar(name):
            notes.append(_EDITED_ON_PHONE.format(name=edit))
        return Beside(notes=tuple(notes)) if notes else None


def beside_readers(packet: PacketReader) -> Sequence[BesideReader]:
    """Return the readers of one import."""
    neighbours = Neighbours()
    return (TakeoutSidecars(neighbours), XmpSidecars(neighbours, packet), PhoneFolders(neighbours))


def _bytes_of(tree: Tree, sidecar: TreeFile) -> bytes | str:
    """Return the bytes of a sidecar, or a sentence about why there are none."""
    name = _split(sidecar.name)[1]
    if sidecar.size_bytes > LARGEST_SIDECAR_BYTES:
        return f"The sidecar {name} beside it is too large ({sidecar.size_bytes} bytes) and was not read."
    try:
        with tree.open(sidecar) as file:
            return file.read(LARGEST_SIDECAR_BYTES)
    except (SourceError, OSError) as cause:
        return f"The sidecar {name} beside it cannot be read: {cause}"


def _with_above(folder: str) -> list[str]:
    """Return a folder and all folders above it, the tree's root among them."""
    parts = folder.split("/") if folder else []
    return ["/".join(parts[:length]) for length in range(len(parts), -1, -1)]


def _is_sidecar(name: str) -> bool:
    return name.lower().endswith(_ENDINGS)


def _split(name: str) -> tuple[str, str]:
    folder, _, last = name.rpartition("/")
    return folder, last


def _joined(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
