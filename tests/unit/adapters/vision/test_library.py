"""The library: what is found where, what is refused, what is the default."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from reid_desktop.adapters.vision import hashing
from reid_desktop.adapters.vision.library import CardLibrary
from reid_desktop.domain.errors import ModelError
from reid_desktop.domain.model_card import ModelRole, ModelState, ModelStatus
from tests.unit.adapters.vision.model_folder import open_library, write_card

GOOD = b"weights" * 100


def status(library: CardLibrary, name: str = "tiny") -> ModelStatus:
    return next(s for s in library.statuses() if s.card.name == name)


def put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def test_a_model_is_found_by_hash_in_the_first_folder_that_has_it(tmp_path: Path) -> None:
    write_card(tmp_path / "cards", "tiny", {"tiny.onnx": GOOD})
    first, second = tmp_path / "first", tmp_path / "second"
    put(second / "tiny.onnx", GOOD)
    library = open_library(tmp_path, first, second)
    assert status(library).folder == str(second)
    put(first / "tiny.onnx", GOOD)
    assert status(library).folder == str(first)
    assert status(library).state is ModelState.PRESENT


def test_a_good_copy_further_down_outweighs_a_damaged_one(tmp_path: Path) -> None:
    write_card(tmp_path / "cards", "tiny", {"tiny.onnx": GOOD})
    first, second = tmp_path / "first", tmp_path / "second"
    put(first / "tiny.onnx", b"x" * len(GOOD))
    library = open_library(tmp_path, first, second)
    assert status(library).state is ModelState.DAMAGED
    assert "tiny.onnx is not the file the card names" in (status(library).problem or "")
    put(second / "tiny.onnx", GOOD)
    assert status(library).state is ModelState.PRESENT


def test_missing_short_and_half_models_are_told_apart(tmp_path: Path) -> None:
    write_card(tmp_path / "cards", "tiny", {"tiny.xml": b"graph", "tiny.bin": GOOD}, runtime="openvino")
    files = tmp_path / "files"
    library = open_library(tmp_path, files)
    assert status(library).state is ModelState.MISSING
    put(files / "tiny.bin", GOOD)
    assert status(library).state is ModelState.DAMAGED
    assert status(library).problem == "tiny.xml is missing"
    put(files / "tiny.xml", b"graph")
    assert status(library).state is ModelState.PRESENT
    put(files / "tiny.bin", GOOD[:-1])
    assert "699 bytes instead of 700" in (status(library).problem or "")


def test_a_changed_file_is_noticed_and_an_unchanged_one_is_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_card(tmp_path / "cards", "tiny", {"tiny.onnx": GOOD})
    files = tmp_path / "files"
    put(files / "tiny.onnx", GOOD)
    assert status(open_library(tmp_path, files)).state is ModelState.PRESENT

    read: list[Path] = []
    real = hashing.sha256_of

    def counted(path: Path) -> str:
        read.append(path)
        return real(path)

    monkeypatch.setattr(hashing, "sha256_of", counted)
    library = open_library(tmp_path, files)  # a new start: only the book on disk is left
    assert status(library).state is ModelState.PRESENT
    assert read == []

    flipped = bytearray(GOOD)
    flipped[350] ^= 1
    put(files / "tiny.onnx", bytes(flipped))
    assert status(library).state is ModelState.DAMAGED
    assert len(read) == 1


def test_verify_reads_again_even_when_size_and_time_are_the_same(tmp_path: Path) -> None:
    write_card(tmp_path / "cards", "tiny", {"tiny.onnx": GOOD})
    file = tmp_path / "files" / "tiny.onnx"
    put(file, GOOD)
    library = open_library(tmp_path, tmp_path / "files")
    assert status(library).state is ModelState.PRESENT
    times = file.stat()
    file.write_bytes(GOOD[:-1] + b"!")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert status(library).state is ModelState.PRESENT  # the book cannot know
    assert [s.state for s in library.verify("tiny")] == [ModelState.DAMAGED]
    assert [s.state for s in library.verify()] == [ModelState.DAMAGED]


def test_verify_of_all_leaves_out_what_is_missing(tmp_path: Path) -> None:
    write_card(tmp_path / "cards", "tiny", {"tiny.onnx": GOOD})
    library = open_library(tmp_path)
    assert library.verify() == []
    assert [s.state for s in library.verify("tiny")] == [ModelState.MISSING]
    with pytest.raises(ModelError, match="no model called nobody"):
        library.verify("nobody")


def test_a_damaged_book_of_hashes_is_started_anew(tmp_path: Path) -> None:
    write_card(tmp_path / "cards", "tiny", {"tiny.onnx": GOOD})
    put(tmp_path / "files" / "tiny.onnx", GOOD)
    for text in (b"{", b"[]", b'{"/x": 3}'):
        put(tmp_path / "cache" / "model-hashes.json", text)
        assert status(open_library(tmp_path, tmp_path / "files")).state is ModelState.PRESENT


def test_add_copies_a_file_under_the_name_its_card_gives(tmp_path: Path) -> None:
    write_card(tmp_path / "cards", "tiny", {"deep/tiny.onnx": GOOD})
    put(tmp_path / "downloads" / "renamed (1).onnx", GOOD)
    library = open_library(tmp_path)
    added = library.add(tmp_path / "downloads" / "renamed (1).onnx", trusted=False)
    assert added.state is ModelState.PRESENT
    assert (tmp_path / "user" / "deep" / "tiny.onnx").read_bytes() == GOOD
    assert library.add(tmp_path / "user" / "deep" / "tiny.onnx", trusted=False).state is ModelState.PRESENT


@pytest.mark.parametrize("trusted", [False, True])
def test_a_wrong_file_is_refused_by_name_even_when_trusted(tmp_path: Path, trusted: bool) -> None:
    write_card(tmp_path / "cards", "tiny", {"tiny.onnx": GOOD})
    put(tmp_path / "tiny.onnx", GOOD[:-1])
    with pytest.raises(ModelError, match=r"tiny\.onnx is not the file of the model tiny"):
        open_library(tmp_path).add(tmp_path / "tiny.onnx", trusted=trusted)
    assert not (tmp_path / "user" / "tiny.onnx").exists()


def test_an_unpinned_file_needs_the_users_trust_and_keeps_it(tmp_path: Path) -> None:
    write_card(tmp_path / "cards", "tiny", {"tiny.onnx": GOOD}, pinned=False)
    put(tmp_path / "tiny.onnx", GOOD)
    library = open_library(tmp_path)
    with pytest.raises(ModelError, match=r"--trust"):
        library.add(tmp_path / "tiny.onnx", trusted=False)
    put(tmp_path / "user" / "tiny.onnx", GOOD)  # lying there is not enough
    assert status(library).state is ModelState.DAMAGED
    assert "nobody said that it is trusted" in (status(library).problem or "")
    assert library.add(tmp_path / "tiny.onnx", trusted=True).state is ModelState.PRESENT
    assert status(open_library(tmp_path)).state is ModelState.PRESENT
    put(tmp_path / "user" / "tiny.onnx", GOOD + b"!")  # trust is for the content, not for the name
    assert status(library).state is ModelState.DAMAGED


def test_a_yolo_checkpoint_of_ones_own_gets_a_card_when_trusted(tmp_path: Path) -> None:
    (tmp_path / "cards").mkdir()
    put(tmp_path / "My Street YOLO.pt", GOOD)
    library = open_library(tmp_path)
    with pytest.raises(ModelError, match=r"can run code.*--trust"):
        library.add(tmp_path / "My Street YOLO.pt", trusted=False)
    added = library.add(tmp_path / "My Street YOLO.pt", trusted=True)
    assert added.card.name == "my-street-yolo"
    assert added.card.preference == 0
    assert added.state in (ModelState.PRESENT, ModelState.NEEDS_EXTRA)
    assert library.add(tmp_path / "My Street YOLO.pt", trusted=False).state is added.state
    put(tmp_path / "my-street-yolo.pt", b"another")
    with pytest.raises(ModelError, match="there already"):
        library.add(tmp_path / "my-street-yolo.pt", trusted=True)


def test_a_file_of_no_known_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cards").mkdir()
    put(tmp_path / "notes.txt", GOOD)
    with pytest.raises(ModelError, match=r"No model card names notes\.txt"):
        open_library(tmp_path).add(tmp_path / "notes.txt", trusted=True)
    with pytest.raises(ModelError, match="cannot be read"):
        open_library(tmp_path).add(tmp_path / "absent.pt", trusted=True)


def test_the_default_is_the_best_that_can_be_used(tmp_path: Path) -> None:
    write_card(tmp_path / "cards", "good", {"good.onnx": GOOD}, preference=90)
    write_card(tmp_path / "cards", "fair", {"fair.onnx": b"fair"}, preference=10)
    write_card(tmp_path / "cards", "never", {"never.onnx": b"never"}, preference=0)
    write_card(tmp_path / "cards", "shipped", {"shipped.onnx": b"shipped"}, preference=5)
    put(tmp_path / "cards" / "shipped.onnx", b"shipped")
    library = open_library(tmp_path, tmp_path / "files")
    put(tmp_path / "files" / "never.onnx", b"never")
    assert library.default(ModelRole.EMBEDDER).name == "shipped"
    put(tmp_path / "files" / "fair.onnx", b"fair")
    assert library.default(ModelRole.EMBEDDER).name == "fair"
    put(tmp_path / "files" / "good.onnx", GOOD)
    assert library.default(ModelRole.EMBEDDER).name == "good"
    assert [s.card.name for s in library.statuses() if s.is_default] == ["good"]
    assert [s.is_default for s in library.verify("fair")] == [False]
    put(tmp_path / "files" / "good.onnx", GOOD[::-1])
    assert library.default(ModelRole.EMBEDDER).name == "fair"
    with pytest.raises(ModelError, match="No model that is a detector"):
        library.default(ModelRole.DETECTOR)


def test_without_files_what_ships_is_the_default(tmp_path: Path, checkout: Path) -> None:
    library = CardLibrary(checkout / "models", [], tmp_path / "user", tmp_path / "cache")
    assert library.default(ModelRole.DETECTOR).name == "reid-desktop-person"
    assert library.default(ModelRole.EMBEDDER).name == "reid-desktop-osnet"
    results = library.self_test()
    assert {result.model for result in results} == {"reid-desktop-person", "reid-desktop-osnet"}
    assert all(result.passed for result in results), results


def test_the_shared_files_are_what_the_cards_say(tmp_path: Path, checkout: Path, shared_models: Path) -> None:
    library = CardLibrary(checkout / "models", [shared_models], tmp_path / "user", tmp_path / "cache")
    states = {s.card.name: s.state for s in library.verify()}
    assert ModelState.DAMAGED not in states.values()
    assert len(states) >= 13
    assert library.default(ModelRole.EMBEDDER).name == "person-reidentification-retail-0277"
    assert library.default(ModelRole.DETECTOR, "int8").name == "yolo11n_int8_openvino"


def test_a_list_of_models_imports_no_runtime_and_no_opencv(checkout: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from reid_desktop.adapters.vision.library import CardLibrary;"
        f"CardLibrary(Path({str(checkout / 'models')!r}), [], Path({str(tmp_path)!r}),"
        f" Path({str(tmp_path)!r})).statuses();"
        "heavy = {'cv2', 'openvino', 'onnxruntime', 'torch', 'ultralytics'} & set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
