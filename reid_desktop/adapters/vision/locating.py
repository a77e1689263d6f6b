"""Finding the files of a model on this computer and judging them by their hashes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reid_desktop.adapters.vision.cards import BUILT_IN
from reid_desktop.adapters.vision.exporting import GraphCache, is_extra_installed, needs_export
from reid_desktop.adapters.vision.hashing import HashBook, weights_digest
from reid_desktop.adapters.vision.trust import TrustList
from reid_desktop.domain.model_card import ModelCard, ModelFile, ModelState, ModelStatus


@dataclass(frozen=True, slots=True)
class Located:
    """What was found of a model."""

    card: ModelCard
    state: ModelState
    folder: Path | None = None
    paths: tuple[Path, ...] = ()
    """In card order, when all files are there."""
    sha256: str = ""
    """Of the weights: see `weights_digest`."""
    problem: str | None = None

    def status(self, *, is_default: bool) -> ModelStatus:
        """Return it as the port gives it."""
        folder = None if self.folder is None else str(self.folder)
        return ModelStatus(self.card, self.state, folder, self.problem, is_default)


class Locator:
    """Looks for model files in folders, in order; the first whole and right copy counts."""

    def __init__(self, folders: Sequence[Path], book: HashBook, trust: TrustList, graphs: GraphCache) -> None:
        """Take the folders and what remembers hashes, trust and exported graphs."""
        self._folders = tuple(dict.fromkeys(folders))
        self._book = book
        self._trust = trust
        self._graphs = graphs

    def locate(self, card: ModelCard, *, again: bool = False) -> Located:
        """Return what is there of a model; hash its files anew if `again`."""
        if card.runtime in BUILT_IN:
            return _built_in(card)
        first_bad: Located | None = None
        for folder in self._folders:
            found = self._in_folder(card, folder, again=again)
            if found is None:
                continue
            if found.state is not ModelState.DAMAGED:
                return found
            first_bad = first_bad or found
        missing = ", ".join(file.name for file in card.files)
        return first_bad or Located(card, ModelState.MISSING, problem=f"not found: {missing}")

    def _in_folder(self, card: ModelCard, folder: Path, *, again: bool) -> Located | None:
        paths = tuple(folder / file.name for file in card.files)
        there = [path.is_file() for path in paths]
        if not any(there):
            return None
        hashes: list[str] = []
        for file, path, is_there in zip(card.files, paths, there, strict=True):
            problem = f"{file.name} is missing" if not is_there else None
            if problem is None:
                problem, found = self._judge(card, file, path, again=again)
                hashes.append(found)
            if problem is not None:
                return Located(card, ModelState.DAMAGED, folder, problem=problem)
        digest = weights_digest(hashes)
        if needs_export(card) and not is_extra_installed(card) and not self._graphs.has(card, digest):
            problem = "a checkpoint that only the extra [torch] can open"
            return Located(card, ModelState.NEEDS_EXTRA, folder, paths, digest, problem)
        return Located(card, ModelState.PRESENT, folder, paths, digest)

    def _judge(self, card: ModelCard, file: ModelFile, path: Path, *, again: bool) -> tuple[str | None, str]:
        """Return what is wrong with a file, if anything, and its hash."""
        try:
            if file.size_bytes and path.stat().st_size != file.size_bytes:
                return f"{file.name} has {path.stat().st_size} bytes instead of {file.size_bytes}", ""
            found = self._book.sha256(path, again=again)
        except OSError as cause:
            return f"{file.name} cannot be read ({cause.strerror})", ""
        if file.sha256:
            right = found == file.sha256
            return (None if right else f"{file.name} is not the file the card names: its hash differs"), found
        if self._trust.trusts(found):
            return None, found
        return f"{file.name} has no hash on the card of {card.name} and nobody said that it is trusted", found


def _built_in(card: ModelCard) -> Located:
    return Located(card, ModelState.PRESENT)
