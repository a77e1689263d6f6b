"""The cards and what this computer has of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from reid_desktop.adapters.vision.building import Builder, precision_for
from reid_desktop.adapters.vision.cards import read_cards
from reid_desktop.adapters.vision.exporting import GraphCache
from reid_desktop.adapters.vision.fetching import fetch_file
from reid_desktop.adapters.vision.hashing import HashBook, sha256_of
from reid_desktop.adapters.vision.known_answers import KnownAnswers
from reid_desktop.adapters.vision.locating import Located, Locator
from reid_desktop.adapters.vision.own_cards import is_yolo, write_yolo_card
from reid_desktop.adapters.vision.trust import TrustList
from reid_desktop.domain.errors import ModelError
from reid_desktop.domain.model_card import ModelCard, ModelFile, ModelRole, ModelState, ModelStatus
from reid_desktop.ports.vision import SelfTestResult


class CardLibrary:
    """A ModelLibrary over TOML cards and folders of files."""

    def __init__(
        self, card_folder: Path, search_folders: Sequence[Path], user_folder: Path, cache_folder: Path
    ) -> None:
        """Look for files in `search_folders` in order, then in `user_folder`; added ones go there.

        `card_folder` holds the cards, `selftest/` and, looked through last, the models that ship with
        the program; `user_folder` may hold further cards. Whatever is in `cache_folder` can be made again.
        """
        self._card_folder = card_folder
        self._user_folder = user_folder
        self._trust = TrustList(user_folder / ".trusted")
        graphs = GraphCache(cache_folder / "graphs")
        folders = list(dict.fromkeys([*search_folders, user_folder, card_folder]))
        self._locator = Locator(folders, HashBook(cache_folder / "model-hashes.json"), self._trust, graphs)
        self._builder = Builder(graphs, cache_folder, workers=1)
        self._answers = KnownAnswers(card_folder / "selftest", user_folder / "selftest")

    @property
    def graphs(self) -> GraphCache:
        """The exported graphs."""
        return self._builder.graphs

    @property
    def answers(self) -> KnownAnswers:
        """The stored answers of the self-test."""
        return self._answers

    def cards(self) -> list[ModelCard]:
        """Return all cards; one of the user's own replaces ours of the same name."""
        own = {card.name: card for card in read_cards(self._user_folder)}
        ours = {card.name: card for card in read_cards(self._card_folder)}
        return list((ours | own).values())

    def card(self, name: str) -> ModelCard:
        """Return the card with a name.

        :raises ModelError: there is none.
        """
        for card in self.cards():
            if card.name == name:
                return card
        raise ModelError("There is no model called {name}; `reid-desktop models list` shows them.", name=name)

    def locate(self, card: ModelCard) -> Located:
        """Return what is there of a model."""
        return self._locator.locate(card)

    def statuses(self) -> list[ModelStatus]:
        """Return every card with what was found on this computer, the best of each role first."""
        return self._statuses(self.cards(), again=False)

    def verify(self, name: str | None = None) -> list[ModelStatus]:
        """Hash the files of one model, or of all that are there, again."""
        cards = self.cards() if name is None else [self.card(name)]
        statuses = self._statuses(cards, again=True)
        return [s for s in statuses if name is not None or s.state is not ModelState.MISSING]

    def _statuses(self, cards: Sequence[ModelCard], *, again: bool) -> list[ModelStatus]:
        found = [self._locator.locate(card, again=again) for card in cards]
        everything = found if len(found) > 1 else [self._locator.locate(card) for card in self.cards()]
        best = {role: _best(everything, role) for role in ModelRole}
        ranked = sorted(found, key=lambda one: (one.card.role.value, -one.card.preference, one.card.name))
        return [one.status(is_default=best[one.card.role] == one.card.name) for one in ranked]

    def default(self, role: ModelRole, precision: str = "float32") -> ModelCard:
        """Return the card of the best model that is present for `role`.

        With `int8`, weights of 8 bit come first.

        :raises ModelError: there is none.
        """
        found = [self._locator.locate(card) for card in self.cards()]
        if precision == "int8":
            small = [one for one in found if "int8" in one.card.precisions]
            name = _best(small, role) or _best(found, role)
        else:
            name = _best(found, role)
        if name is None:
            raise ModelError("No model that is a {role} is present.", role=role.value)
        return self.card(name)

    def add(self, file: Path, trusted: bool) -> ModelStatus:
        """Copy a file that some card names (by hash) into the user's model folder.

        A file that no card names by hash is taken only when `trusted`, and
        only where a card names it and leaves its hash open, or where it is an
        ultralytics checkpoint: a card is then written for it.

        :raises ModelError: no card names it, or it is not trusted.
        """
        try:
            digest = sha256_of(file)
        except OSError as cause:
            raise ModelError("{file} cannot be read.", file=file.name) from cause
        pairs = [(card, entry) for card in self.cards() for entry in card.files]
        named = [(card, entry) for card, entry in pairs if entry.sha256 == digest]
        if not named:
            named = [self._open_entry(file, digest, pairs, trusted=trusted)]
            self._trust.add(digest, file.name)
        for _, entry in named:
            self._copy(file, entry)
        return self._status_of(named[0][0].name)

    def _open_entry(
        self, file: Path, digest: str, pairs: Sequence[tuple[ModelCard, ModelFile]], *, trusted: bool
    ) -> tuple[ModelCard, ModelFile]:
        """Return the place of a file whose hash stands on no card."""
        same = [(card, entry) for card, entry in pairs if Path(entry.name).name == file.name]
        waiting = [(card, entry) for card, entry in same if not entry.sha256]
        if waiting and trusted:
            return waiting[0]
        if same and not waiting:
            raise ModelError(
                "{file} is not the file of the model {name}: its hash differs, so it is damaged or another "
                "version.",
                file=file.name,
                name=same[0][0].name,
            )
        if not trusted and (waiting or is_yolo(file)):
            raise ModelError(
                "No card names {file} by its hash. A checkpoint can run code when it is opened: if you "
                "know where it is from, add it with --trust.",
                file=file.name,
            )
        if is_yolo(file):
            card = write_yolo_card(file, digest, self._user_folder, {card.name for card in self.cards()})
            return card, card.files[0]
        raise ModelError(
            "No model card names {file}. A checkpoint of ultralytics has to end in .pt; for any other, "
            "write a card (docs/models.md) into {folder} first.",
            file=file.name,
            folder=str(self._user_folder),
        )

    def _copy(self, file: Path, entry: ModelFile) -> None:
        target = self._user_folder / entry.name
        part = target.with_name(target.name + ".part")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists() or not target.samefile(file):
                shutil.copyfile(file, part)
                part.replace(target)
        except OSError as cause:
            raise ModelError(
                "{file} cannot be copied to {folder}.", file=file.name, folder=str(target.parent)
            ) from cause

    def fetch(self, name: str, progress: Callable[[int, int], None]) -> ModelStatus:
        """Download what is missing of a model from its official address; resume; refuse a wrong hash.

        `progress` is told bytes done and bytes in all (0: not known).

        :raises ModelError: no address, no network, or a wrong file came.
        """
        card = self.card(name)
        if self._locator.locate(card).state in (ModelState.PRESENT, ModelState.NEEDS_EXTRA):
            return self._status_of(name)
        sizes = [file.size_bytes for file in card.files]
        total = sum(sizes) if all(sizes) else 0
        before = 0
        for file in card.files:
            start = before

            def report(done: int, _: int, start: int = start) -> None:
                progress(start + done, total)

            target = self._user_folder / file.name
            if not (target.is_file() and sha256_of(target) == file.sha256):
                fetch_file(card.name, file, target, report)
            before += file.size_bytes
        return self._status_of(name)

    def _status_of(self, name: str) -> ModelStatus:
        return next(status for status in self.statuses() if status.card.name == name)

    def self_test(self, name: str | None = None) -> list[SelfTestResult]:
        """Run the known-answer test of one model, or of all that are present."""
        cards = self.cards() if name is None else [self.card(name)]
        results: list[SelfTestResult] = []
        for card in cards:
            located = self._locator.locate(card)
            if name is None and located.state is not ModelState.PRESENT:
                continue
            if card.role is not ModelRole.ATTRIBUTES:
                results.append(self._test(located))
        return results

    def _test(self, located: Located) -> SelfTestResult:
        from reid_desktop.adapters.vision.self_test import SelfTest  # brings OpenCV, which a list needs not

        test = SelfTest(self._answers)
        try:
            precision = precision_for(located.card, "float32")
            if located.card.role is ModelRole.DETECTOR:
                return test.detector(self._builder.detector(located, precision), precision)
            return test.embedder(self._builder.embedder(located, precision), precision)
        except ModelError as problem:
            return SelfTestResult(located.card.name, passed=False, cosine=0.0, detail=str(problem))


def _best(found: Sequence[Located], role: ModelRole) -> str | None:
    """Return the name of the best model that can be used at once."""
    usable = [
        one.card
        for one in found
        if one.card.role is role and one.state is ModelState.PRESENT and one.card.preference > 0
    ]
    return max(usable, key=lambda card: (card.preference, card.name)).name if usable else None
