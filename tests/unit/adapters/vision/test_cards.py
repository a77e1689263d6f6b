"""Cards: those that ship are sound, and nonsense is refused by name."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from reid_desktop.adapters.vision.building import DETECTORS, EMBEDDERS
from reid_desktop.adapters.vision.cards import BUILT_IN, parse_card, read_card, read_cards
from reid_desktop.domain.errors import ModelError
from reid_desktop.domain.model_card import ModelCard, ModelRole

Table = dict[str, object]


@pytest.fixture(scope="module")
def cards(checkout: Path) -> dict[str, ModelCard]:
    return {card.name: card for card in read_cards(checkout / "models")}


@pytest.fixture
def table(checkout: Path) -> Table:
    return tomllib.loads((checkout / "models" / "yolo11n.toml").read_text(encoding="utf-8"))


def test_the_models_the_program_promises_have_cards(cards: dict[str, ModelCard]) -> None:
    assert set(cards) >= {
        "yolo11n", "yolo11s", "yolo11n_dequant", "yolo11n_int8_openvino",
        "person-reidentification-retail-0277", "person-reidentification-retail-0277-onnx",
        "person-reidentification-retail-0288", "person-reidentification-retail-0288-onnx",
        "osnet_x0_25_msmt17", "osnet_x0_25_msmt17_boxmot", "osnet_x1_0", "osnet_ain_x1_0",
        "person-detection-retail-0013", "pedestrian-detection-adas-0002",
        "person-attributes-recognition-crossroad-0230", "reid-desktop-person", "reid-desktop-osnet",
    }  # fmt: skip


def test_a_card_lies_in_the_file_of_its_name(checkout: Path) -> None:
    for path in (checkout / "models").glob("*.toml"):
        assert read_card(path).name == path.stem


def test_what_ships_is_never_preferred(cards: dict[str, ModelCard]) -> None:
    baselines = {card.name for card in cards.values() if card.baseline}
    assert baselines == {"reid-desktop-person", "reid-desktop-osnet"}
    for card in cards.values():
        assert card.baseline or card.preference == 0 or card.preference > 5
        assert not card.baseline or 0 < card.preference <= 5
        assert card.baseline or card.runtime not in BUILT_IN


def test_the_best_ones_are_the_defaults(cards: dict[str, ModelCard]) -> None:
    def first(role: ModelRole) -> str:
        return max((c for c in cards.values() if c.role is role), key=lambda c: c.preference).name

    assert first(ModelRole.DETECTOR) == "yolo11n"
    assert first(ModelRole.EMBEDDER) == "person-reidentification-retail-0277"


def test_every_output_has_a_builder(cards: dict[str, ModelCard]) -> None:
    for card in cards.values():
        if card.role is not ModelRole.ATTRIBUTES:
            assert card.output in (DETECTORS if card.role is ModelRole.DETECTOR else EMBEDDERS)


def test_every_pinned_file_with_an_address_is_fetched_over_https(cards: dict[str, ModelCard]) -> None:
    for card in cards.values():
        for file in card.files:
            assert file.url is None or file.url.startswith("https://")
            assert file.url is None or file.sha256


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"role": "oracle"}, "no role 'oracle'"),
        ({"runtime": "tensorflow"}, "runtime is 'tensorflow'"),
        ({"output": "embedding"}, "output of a detector"),
        ({"dimensions": 256}, "256 dimensions"),
        ({"dimensions": -1}, "dimensions is -1"),
        ({"preference": True}, "preference is True"),
        ({"precisions": ["float16"]}, "precision is 'float16'"),
        ({"precisions": []}, "precisions must be"),
        ({"licence": " "}, "licence is missing"),
        ({"name": "../evil"}, "name is '../evil'"),
        ({"preprocessing": "v1-bf16"}, "preprocessing is"),
        ({"license": "MIT"}, "unknown entry 'license'"),
        ({"files": []}, "0 files"),
        ({"files": "yolo11n.pt"}, "files must be"),
        ({"input": None}, "[input] is missing"),
        ({"baseline": 1}, "baseline is 1"),
    ],
)
def test_a_card_that_makes_no_sense_is_refused(table: Table, changes: Table, words: str) -> None:
    with pytest.raises(ValueError, match=words.replace("[", r"\[").replace(".", r"\.")):
        parse_card(table | changes)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "../../.bashrc"}, "leaves the model folder"),
        ({"name": "/etc/passwd"}, "leaves the model folder"),
        ({"name": "C:evil.pt"}, "leaves the model folder"),
        ({"name": "a\\b.pt"}, "leaves the model folder"),
        ({"sha256": "0" * 63}, "sha256 is"),
        ({"sha256": "G" * 64}, "sha256 is"),
        ({"size_bytes": -5}, "size_bytes is -5"),
        ({"url": "file:///etc/passwd"}, "url is"),
        ({"mirror": "x"}, "unknown entry 'mirror'"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused(table: Table, changes: Table, words: str) -> None:
    good: Table = {"name": "a.pt", "size_bytes": 1, "sha256": "0" * 64}
    parse_card(table | {"files": [good]})
    with pytest.raises(ValueError, match=words):
        parse_card(table | {"files": [good | changes]})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("std", [1.0, 0.0, 1.0]), ("mean", [0.0, 0.0]), ("mean", "grey"), ("scale", True), ("layout", "CHWN"),
        ("colour_order", "GRB"), ("resize", "crop"), ("height_px", 0), ("width_px", 640.5),
    ],
)  # fmt: skip
def test_an_input_that_makes_no_sense_is_refused(table: Table, key: str, value: object) -> None:
    entry = table["input"]
    assert isinstance(entry, dict)
    with pytest.raises(ValueError, match=key):
        parse_card(table | {"input": entry | {key: value}})


def test_the_sentence_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("name = ", encoding="utf-8")
    with pytest.raises(ModelError, match=r"broken\.toml cannot be read"):
        read_cards(tmp_path)
    (tmp_path / "broken.toml").write_text('name = "x"', encoding="utf-8")
    with pytest.raises(ModelError, match=r"broken\.toml makes no sense"):
        read_cards(tmp_path)


def test_two_cards_of_one_name_are_refused(checkout: Path, tmp_path: Path) -> None:
    text = (checkout / "models" / "yolo11n.toml").read_text(encoding="utf-8")
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match="Two model cards are called yolo11n"):
        read_cards(tmp_path)
