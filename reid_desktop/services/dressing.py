"""Describing what the persons of a case wear, from the crops that were kept of them."""

from __future__ import annotations

from collections.abc import Callable

from reid_desktop.domain.clothing import colours_of
from reid_desktop.domain.geometry import Pixels
from reid_desktop.ports.clothing import ClothingModel, Dressed
from reid_desktop.ports.media import ThumbnailPaths
from reid_desktop.ports.store import CaseStore

AT_ONCE = 200


class DescribeClothing:
    """Goes on where it stopped: the database knows who was described."""

    def __init__(
        self,
        store: CaseStore,
        thumbnails: ThumbnailPaths,
        read_crop: Callable[[bytes], Pixels],
        model: ClothingModel | None,
    ) -> None:
        """Without a model only colours are told."""
        self._store, self._thumbnails = store, thumbnails
        self._read_crop, self._model = read_crop, model

    def __call__(self, model_key: str, who: str, tell: Callable[[int], None]) -> Dressed:
        """Describe every sighting of a model key that was not described yet."""
        described = missing = 0
        name = "colours#v1" if self._model is None else f"colours#v1 + {self._model.key}"
        while ids := self._store.undressed(model_key, AT_ONCE):
            sightings = self._store.sightings(ids)
            hashes = {
                item.media_id: item.sha256
                for item in self._store.media(sorted({one.media_id for one in sightings}))
            }
            with self._store.transaction(who) as case:
                for one in sightings:
                    path = self._thumbnails.crop_path(hashes[one.media_id], one.box, one.best_s)
                    try:
                        crop = self._read_crop(path.read_bytes())
                    except OSError:
                        missing += 1
                        case.dress(one.sighting_id, "no crop", ())
                        continue
                    worn = self._model.describe([crop])[0] if self._model is not None else frozenset()
                    case.dress(one.sighting_id, name, worn | colours_of(crop))
                    described += 1
            tell(described + missing)
        if described or missing:
            with self._store.transaction(who) as case:
                case.log("clothing", "case", described=described, missing=missing, model=name)
        return Dressed(described, missing)
