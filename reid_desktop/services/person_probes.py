"""The crops of persons of interest: kept in the case, and described under whichever models are in use."""

from __future__ import annotations

from collections.abc import Callable

from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.geometry import Pixels, Vectors
from reid_desktop.domain.ids import ProbeId
from reid_desktop.domain.persons import PersonAct, PersonEvent, PersonProbe, PersonVerb
from reid_desktop.ports.engine import AddProbeRequest
from reid_desktop.ports.media import PhotoReader, ThumbnailPaths
from reid_desktop.ports.persons import ProbeIds
from reid_desktop.ports.store import CaseStore
from reid_desktop.ports.vision import Vision
from reid_desktop.services.persons_of_interest import keep_act
from reid_desktop.services.probing import Probe, ProbeReader

WHOLE_PX = 4096
"""A kept crop is decoded whole: it is never larger."""


class KeepProbe:
    """Adds a crop to a person of interest."""

    def __init__(
        self,
        store: CaseStore,
        thumbnails: ThumbnailPaths,
        probes: ProbeReader,
        model_key: str,
        encode: Callable[[Pixels], bytes],
    ) -> None:
        """`probes` describes under `model_key`; `encode` makes the picture that is kept."""
        self._store = store
        self._thumbnails = thumbnails
        self._probes = probes
        self._model_key = model_key
        self._encode = encode

    def __call__(self, request: AddProbeRequest, who: str) -> PersonEvent:
        """Find and describe the person, keep the crop with an act and a row of the log.

        :raises UsageError: there is no such person, sighting or box.
        :raises MediaError: the picture cannot be decoded.
        """
        probe = self._probes.probe(request.picture, request.box)
        picture = self._encode(probe.crop) if probe.crop is not None else self._kept(probe)
        origin = probe.origin
        with self._store.transaction(who) as case:
            probe_id = case.add_person_probe(
                PersonProbe(
                    ProbeId(0),
                    request.person_id,
                    origin.name,
                    origin.sha256,
                    origin.box,
                    origin.sighting_id,
                    origin.note,
                ),
                picture,
            )
            case.put_probe_vector(probe_id, self._model_key, probe.vector)
            act = PersonAct(PersonVerb.PROBE_ADDED, request.person_id, probes=(probe_id,))
            return keep_act(case, self._store.person_events(), act, request.reason)

    def _kept(self, probe: Probe) -> bytes:
        """Return the crop that was kept when a sighting was found."""
        assert probe.origin.sighting_id is not None
        [sighting] = self._store.sightings([probe.origin.sighting_id])
        path = self._thumbnails.crop_path(probe.origin.sha256, sighting.box, sighting.best_s)
        try:
            return path.read_bytes()
        except OSError as cause:
            raise CaseError(
                "The crop of sighting {number} is missing from the case folder; give the photo instead.",
                number=sighting.sighting_id,
            ) from cause


class ProbeVectors:
    """The probes of persons of interest under one model key; those it does not know yet are described."""

    def __init__(self, store: CaseStore, photos: PhotoReader, vision: Vision, who: str) -> None:
        """Describe with the embedder of `vision`."""
        self._store = store
        self._photos = photos
        self._vision = vision
        self._who = who

    def __call__(self) -> tuple[ProbeIds, Vectors]:
        """Return ids (ascending) and vectors (n, d) of all probes."""
        key = self._vision.model_key
        known = set(self._store.probe_vectors(key)[0].tolist())
        new = [probe.probe_id for probe in self._store.person_probes() if probe.probe_id not in known]
        if new:
            vectors = self._vision.embedder.embed([self._crop(probe_id) for probe_id in new])
            with self._store.transaction(self._who) as case:
                for probe_id, vector in zip(new, vectors, strict=True):
                    case.put_probe_vector(probe_id, key, vector)
        return self._store.probe_vectors(key)

    def _crop(self, probe_id: ProbeId) -> Pixels:
        data = self._store.probe_picture(probe_id)
        return self._photos.open(data, f"probe {probe_id}").at_least(WHOLE_PX)
