"""How well a fake store knows times and places."""

from __future__ import annotations

import numpy as np

from reid_desktop.ports.whereabouts import PLACE_SOURCES, Whereabouts
from tests.fakes.state import State


class WhereaboutsAnswers:
    """The part of the fake store that says how well times and places are known."""

    _state: State

    def whereabouts(self, model_key: str) -> Whereabouts:
        found = [f.sighting for f in list(self._state.found.values()) if f.model_key == model_key]
        items = [self._state.media[one.media_id] for one in found]
        sources = list(self._state.sources.values())
        places = [item.place for item in items]
        accuracies = [place.accuracy_m if place else None for place in places]
        lengths = [(one.end_s or 0.0) - (one.start_s or 0.0) for one in found]
        return Whereabouts(
            np.array([one.sighting_id for one in found], np.int64),
            np.array([i.time.uncertainty_s if i.time else np.nan for i in items], np.float32),
            np.array(lengths, np.float32),
            np.array([np.nan if one is None else one for one in accuracies], np.float32),
            np.array([PLACE_SOURCES.index(p.source) if p else -1 for p in places], np.int8),
            np.array([sources.index(i.copies[0].source_id) if i.copies else -1 for i in items], np.int32),
        )
