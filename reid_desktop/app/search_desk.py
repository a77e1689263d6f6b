"""Where the parts of searching meet, for one open case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from reid_desktop import __version__
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.geometry import Pixels
from reid_desktop.ports.clothing import Dressed
from reid_desktop.ports.system import JobControl
from reid_desktop.ports.vision import IndexStore
from reid_desktop.services.comparing import ComparedVectors
from reid_desktop.services.drawing import DrawSighting
from reid_desktop.services.dressing import DescribeClothing
from reid_desktop.services.indexing import IndexKeeper
from reid_desktop.services.pace import Pace
from reid_desktop.services.part_likeness import ComparePart
from reid_desktop.services.repeating import RepeatSearch
from reid_desktop.services.searching import SearchCase

if TYPE_CHECKING:
    from reid_desktop.app.bootstrap import OpenCase


class SearchDesk:
    """Vectors, indexes and searches of a case; what is loaded is kept."""

    def __init__(self, case: OpenCase) -> None:
        """Load nothing yet."""
        self._case = case
        self._searches: dict[str, SearchCase] = {}
        self._compared: dict[str, ComparedVectors] = {}
        self._keepers: dict[str, IndexKeeper] = {}

    @cached_property
    def indexes(self) -> IndexStore:
        """Stored indexes."""
        from reid_desktop.adapters.index.files import HnswIndexStore

        return HnswIndexStore(self._case.folder / "index")

    def compared(self, model_key: str, dimensions: int) -> ComparedVectors:
        """Return the vectors of a model key as they are compared."""
        if model_key not in self._compared:
            self._compared[model_key] = ComparedVectors(
                self._case.store,
                model_key,
                dimensions,
                lambda: self.indexes.open_scan(model_key, dimensions),
                shelf=self.indexes.shelf(model_key, dimensions),
            )
        return self._compared[model_key]

    def keeper(self, model_key: str, dimensions: int) -> IndexKeeper:
        """Return what keeps the stored index in step."""
        if model_key not in self._keepers:
            compared = self.compared(model_key, dimensions)
            self._keepers[model_key] = IndexKeeper(
                self._case.store, self.indexes, model_key, dimensions, compared
            )
        return self._keepers[model_key]

    def search(self) -> SearchCase:
        """Return the search over the newest model key."""
        vision = self._case.models.case_vision()
        return self.search_under(vision.model_key, vision.embedder.dimensions)

    def search_under(self, key: str, dimensions: int) -> SearchCase:
        """Return the search over a model key whose models need not be here."""
        if key not in self._searches:
            case = self._case
            self._searches[key] = SearchCase(
                case.store,
                key,
                self.compared(key, dimensions),
                self.keeper(key, dimensions),
                case.clock,
                case.oversight.gatekeeper,
                __version__,
            )
        return self._searches[key]

    def repetition(self) -> RepeatSearch:
        """Return what makes recorded searches again."""
        from reid_desktop.adapters.index.scan import CodeScan

        return RepeatSearch(self._case.store, CodeScan, self._case.oversight.gatekeeper)

    def drawing(self) -> DrawSighting:
        """Return what adds sightings by hand."""
        from reid_desktop.adapters.media.photos import PhotoOpener
        from reid_desktop.adapters.media.videos import ClipReader

        case = self._case
        return DrawSighting(
            case.store,
            PhotoOpener(),
            ClipReader(case.evidence, threads=2),
            case.thumbnails,
            case.models.case_vision(),
            case.read_bytes,
            case.sha256_of,
            case.clock,
        )

    def part_likeness(self) -> ComparePart:
        """Return what compares candidates part by part."""
        case = self._case
        return ComparePart(case.store, case.thumbnails, read_kept_crop, case.models.case_vision().embedder)

    def dress(self, who: str, tell: Callable[[int], None]) -> Dressed:
        """Describe what the persons of the newest model key wear; `tell` hears how many are done.

        :raises UsageError: nothing is analysed yet.
        """
        key = self._case.store.newest_model_key()
        if key is None:
            raise UsageError("Nothing is analysed yet: import something first.")
        return self.dressing()(key, who, tell)

    def dress_as_job(self, who: str, job: JobControl) -> Dressed:
        """Do so with progress; what is done stays when the job is stopped.

        :raises UsageError: nothing is analysed yet.
        """
        key = self._case.store.newest_model_key()
        waiting = 0 if key is None else self._case.store.undressed_count(key)
        pace = Pace(self._case.clock)

        def tell(done: int) -> None:
            progress = pace.progress("Describing clothing", done, max(waiting - done, 0))
            job.checkpoint(replace(progress, unit="sightings"))

        tell(0)
        return self.dress(who, tell)

    def dressing(self) -> DescribeClothing:
        """Return what describes clothing, with the network where it is on this computer."""
        from reid_desktop.adapters.vision.loader import GraphVisionLoader

        case, settings = self._case, self._case.settings
        loader = GraphVisionLoader(case.models.library, settings.cache, 1, settings.device)
        return DescribeClothing(case.store, case.thumbnails, read_kept_crop, loader.load_clothing())


def read_kept_crop(data: bytes) -> Pixels:
    """Return a crop that the program encoded itself."""
    from reid_desktop.adapters.media.photos import PhotoOpener

    return PhotoOpener().open(data, "crop").at_least(1_000_000)
