"""The models of one open case: what is on this computer, what the case was analysed with."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from reid_desktop.app.settings import Settings
from reid_desktop.domain.errors import ModelError
from reid_desktop.ports.engine import AnalysisOptions
from reid_desktop.ports.store import CaseReader
from reid_desktop.ports.vision import Look, Vision, VisionLoader
from reid_desktop.services.model_keys import names_in

if TYPE_CHECKING:
    from reid_desktop.adapters.vision.library import CardLibrary


def open_library(settings: Settings) -> CardLibrary:
    """Return the model cards and what is there of them."""
    from reid_desktop.adapters.vision.library import CardLibrary

    return CardLibrary(settings.cards, settings.model_folders, settings.user_models, settings.cache)


class CaseModels:
    """Loads models once, when they are first used."""

    def __init__(self, settings: Settings, store: CaseReader, models_loaded: Callable[[], None]) -> None:
        """`models_loaded` is called each time that models were."""
        self._settings, self._store = settings, store
        self._models_loaded = models_loaded
        self._visions: dict[tuple[str | None, str | None, str], Vision] = {}

    @cached_property
    def library(self) -> CardLibrary:
        """Model cards."""
        return open_library(self._settings)

    def vision(self, options: AnalysisOptions) -> Vision:
        """Load (once) and self-test the models that the options name, to look as hard as they say."""
        wanted = (options.detector, options.embedder, options.precision)
        if wanted not in self._visions:
            self._visions[wanted] = self._loader(options).load(*wanted)
            self._models_loaded()
        thorough = self._was_thorough() if options.thorough is None else options.thorough
        return replace(self._visions[wanted], look=Look.THOROUGH if thorough else Look.TURNED)

    def _was_thorough(self) -> bool:
        key = self._store.newest_model_key()
        return key is not None and names_in(key).look is Look.THOROUGH

    def case_vision(self) -> Vision:
        """Load the models that the case was analysed with last, or the best there are.

        :raises ModelError: those models are not here any more.
        """
        key = self._store.newest_model_key()
        if key is None:
            return self.vision(AnalysisOptions())
        names = names_in(key)
        options = AnalysisOptions(names.detector, names.embedder, names.precision)
        vision = replace(self.vision(options), look=names.look)
        if vision.model_key != key:
            raise ModelError(
                "The case was analysed with {old}; what is installed is {new}. Vectors of different "
                "models are never compared: run `reid-desktop analyse` on the case again.",
                old=key,
                new=vision.model_key,
            )
        return vision

    def _loader(self, options: AnalysisOptions) -> VisionLoader:
        from reid_desktop.adapters.vision.loader import GraphVisionLoader

        return GraphVisionLoader(
            self.library, self._settings.cache, self.workers(options), self._settings.device
        )

    @staticmethod
    def workers(options: AnalysisOptions) -> int:
        """Return the number of analysis threads: as asked, or one a core."""
        return options.workers or os.cpu_count() or 1
