"""From a probe picture to the person looked for."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np
import pytest

from reid_desktop.domain.errors import MediaError, SourceError, UsageError
from reid_desktop.domain.geometry import Box, Pixels, Size
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.turning import turned, turned_back
from reid_desktop.ports.engine import ProbePicture
from reid_desktop.ports.media import Photo
from reid_desktop.services.probing import WHOLE_PICTURE, ProbeReader
from tests.fakes.media import FakePhoto
from tests.fakes.vision import LEVELS, FakeVisionLoader, StandingDetector, paint_standing
from tests.unit.services.scene import BOXES, NO_CLIPS, PaintedPhotos, Scene, picture, probe_clips


class OnePhoto:
    """Opens anything as one picture."""

    def __init__(self, pixels: Pixels) -> None:
        self._pixels = pixels

    def open(self, data: bytes, name: str) -> Photo:  # noqa: ARG002 - the port's
        return FakePhoto(self._pixels)


@pytest.fixture
def scene() -> Scene:
    """A case with one analysed photo of two persons, and pictures beside it."""
    scene = Scene()
    scene.add("/e/a", b"persons 2")
    scene.analyse()
    scene.files |= {"/two": b"persons 2", "/three": b"persons 3", "/none": b"persons 0", "/bad": b"broken"}
    scene.files["/cut"] = b"persons 1 cut"
    return scene


@pytest.fixture
def probes(scene: Scene) -> ProbeReader:
    """Reads probes for it."""
    return ProbeReader(
        scene.store,
        PaintedPhotos(),
        scene.thumbnails,
        scene.vision,
        scene.read_bytes,
        lambda _: b"jpeg",
        NO_CLIPS,
    )


def at(path: str) -> ProbePicture:
    return ProbePicture(path.strip("/"), path=path)


def test_persons_come_largest_first(probes: ProbeReader) -> None:
    found = probes.look(at("/three"))
    assert [p.box for p in found.persons] == list(BOXES)
    assert (found.size.width_px, found.size.height_px, found.view_jpeg) == (320, 240, b"jpeg")


def test_the_largest_person_is_taken_and_the_crop_kept(scene: Scene, probes: ProbeReader) -> None:
    probe = probes.probe(at("/two"), None)
    digest = hashlib.sha256(b"persons 2").hexdigest()
    assert (probe.origin.name, probe.origin.sha256, probe.origin.box) == ("two", digest, BOXES[0])
    assert probe.origin.note == ""
    assert scene.thumbnails.crop_path(digest, BOXES[0], None) in scene.thumbnails.pictures
    assert float(np.linalg.norm(probe.vector)) == pytest.approx(1, abs=1e-5)


def test_the_same_bytes_and_box_give_the_same_vector(probes: ProbeReader) -> None:
    given = ProbePicture("clipboard", data=b"persons 2")
    first, second = probes.probe(at("/two"), BOXES[1]), probes.probe(given, BOXES[1])
    assert first.vector.tolist() == second.vector.tolist()
    assert first.vector.tolist() != probes.probe(at("/two"), BOXES[0]).vector.tolist()


def test_a_box_over_the_edge_is_cut_to_the_picture(probes: ProbeReader) -> None:
    assert probes.probe(at("/two"), Box(300, 200, 900, 900)).origin.box == Box(300, 200, 320, 240)


@pytest.mark.parametrize("box", [Box(320, 0, 330, 10), Box(0, 240, 10, 250), Box(9000, 9000, 9001, 9001)])
def test_a_box_outside_the_picture_is_refused(probes: ProbeReader, box: Box) -> None:
    with pytest.raises(UsageError, match="320 x 240"):
        probes.probe(at("/two"), box)


def test_without_a_person_the_whole_picture_is_taken_and_told(probes: ProbeReader) -> None:
    probe = probes.probe(at("/none"), None)
    assert (probe.origin.box, probe.origin.note) == (Box(0, 0, 320, 240), WHOLE_PICTURE)


def test_a_damaged_picture_is_told(probes: ProbeReader) -> None:
    assert probes.probe(at("/cut"), None).origin.note == "The file is cut short."


def test_what_cannot_be_opened_or_decoded_is_an_error(probes: ProbeReader) -> None:
    with pytest.raises(SourceError):
        probes.probe(at("/gone"), None)
    with pytest.raises(MediaError):
        probes.probe(at("/bad"), None)
    with pytest.raises(UsageError):
        probes.probe(ProbePicture("nothing"), None)


def test_a_sighting_is_its_own_probe(scene: Scene, probes: ProbeReader) -> None:
    ids, vectors = scene.store.vectors(scene.key)
    for row, sighting_id in enumerate(ids.tolist()):
        probe = probes.probe(ProbePicture("sighting", sighting_id=SightingId(sighting_id)), None)
        assert probe.vector.tolist() == vectors[row].tolist()
        assert probe.origin.sighting_id == sighting_id
        assert probe.origin.sha256 == hashlib.sha256(b"persons 2").hexdigest()


def test_a_sighting_of_a_large_case_is_found_without_reading_every_vector(
    scene: Scene, probes: ProbeReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scene.store, "vectors", lambda *_: pytest.fail("every vector was read"), raising=True)
    monkeypatch.setattr(scene.store, "vectors_of", lambda _, ids: (ids, np.ones((1, 4), np.float32)))
    assert probes.probe(ProbePicture("sighting", sighting_id=SightingId(1)), None).vector.shape == (4,)


def test_a_frame_of_a_clip_is_a_probe(scene: Scene) -> None:
    """Its hash is that of the file, and it is described as the same picture alone would be."""
    clips = {"/e/clip": [picture(0), picture(2), picture(2)]}
    reader = ProbeReader(
        scene.store,
        PaintedPhotos(),
        scene.thumbnails,
        scene.vision,
        scene.read_bytes,
        lambda _: b"jpeg",
        probe_clips(clips, {"/e/clip": b"a clip"}),
    )
    media_id = scene.add("/e/clip", b"a clip")
    there = ProbePicture("clip", path="/e/clip", at_s=0.17)
    probe = reader.probe(there, BOXES[1])
    digest = hashlib.sha256(b"a clip").hexdigest()
    assert (probe.origin.sha256, probe.origin.box, probe.origin.at_s) == (digest, BOXES[1], 0.1)
    assert probe.media_id == media_id
    assert probe.vector.tolist() == reader.probe(at("/two"), BOXES[1]).vector.tolist()
    assert scene.thumbnails.crop_path(digest, BOXES[1], 0.1) in scene.thumbnails.pictures
    assert [p.box for p in reader.look(there).persons] == list(BOXES[:2])
    assert reader.probe(replace(there, at_s=0.0), None).origin.note == WHOLE_PICTURE
    assert "nothing newer at 9 s" in reader.probe(replace(there, at_s=9.0), None).origin.note
    with pytest.raises(UsageError, match="name its file"):
        reader.probe(ProbePicture("clipboard", data=b"persons 1", at_s=1.0), None)


def test_a_probe_on_its_side_gives_the_vector_of_the_upright_one(scene: Scene) -> None:
    """Found or drawn by hand, the person is described upright."""
    upright = np.zeros((240, 320, 3), dtype=np.uint8)
    paint_standing(upright, BOXES[0], LEVELS[0])
    vision = replace(scene.vision, detector=StandingDetector())
    vectors = []
    for turn_deg, box in ((0, BOXES[0]), (270, turned_back(BOXES[0], Size(240, 320), 270))):
        pixels = np.ascontiguousarray(turned(upright, -turn_deg))
        reader = ProbeReader(
            scene.store,
            OnePhoto(pixels),
            scene.thumbnails,
            vision,
            lambda _: b"any",
            lambda _: b"jpeg",
            NO_CLIPS,
        )
        picture = ProbePicture("p", data=f"turned {turn_deg}".encode())
        [person] = reader.look(picture).persons
        assert (person.box, person.turn_deg) == (box, turn_deg)
        vectors += [reader.probe(picture, chosen).vector.tolist() for chosen in (None, box)]
    assert vectors[1:] == vectors[:1] * 3


@pytest.mark.parametrize("sighting_id", [0, 99])
def test_a_sighting_that_is_not_there_is_refused(probes: ProbeReader, sighting_id: int) -> None:
    with pytest.raises(UsageError, match="no vector"):
        probes.probe(ProbePicture("sighting", sighting_id=SightingId(sighting_id)), None)


def test_a_sighting_of_other_models_is_refused(scene: Scene, probes: ProbeReader) -> None:
    own = scene.vision
    scene.vision = FakeVisionLoader().load(None, None, "int8")
    scene.analyse()
    assert own.model_key != scene.key
    with pytest.raises(UsageError, match="no vector"):
        probes.probe(ProbePicture("sighting", sighting_id=SightingId(3)), None)
    late = ProbeReader(
        scene.store,
        PaintedPhotos(),
        scene.thumbnails,
        scene.vision,
        scene.read_bytes,
        lambda _: b"jpeg",
        NO_CLIPS,
    )
    with pytest.raises(UsageError, match="no vector"):
        late.probe(ProbePicture("sighting", sighting_id=SightingId(1)), None)
