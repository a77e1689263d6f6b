"""Which sidecar belongs to which file of a Takeout."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.adapters.sources.takeout_names import CUT_AT, EDITED, TAIL, Kinship, wanted_names


def first_of(name: str, *there: str) -> tuple[str, Kinship] | None:
    folded = {other.casefold(): other for other in there}
    for wanted in wanted_names(name):
        if wanted.name.casefold() in folded:
            return folded[wanted.name.casefold()], wanted.kinship
    return None


@pytest.mark.parametrize(
    ("name", "sidecar", "kinship"),
    [
        ("IMG_1.jpg", "IMG_1.jpg.json", Kinship.OWN),
        ("IMG_1.jpg", "IMG_1.jpg.supplemental-metadata.json", Kinship.OWN),
        ("IMG_1.JPG", "img_1.jpg.json", Kinship.OWN),
        (
            "PXL_20231006_063000139.PORTRAIT.jpg",
            "PXL_20231006_063000139.PORTRAIT.jpg.supplement.json",
            Kinship.OWN,
        ),
        ("IMG_1.jpg", "IMG_1.jpg..json", Kinship.OWN),
        ("IMG_1.jpg", "IMG_1.json", Kinship.OWN),
        ("IMG_1(2).jpg", "IMG_1.jpg(2).json", Kinship.OWN),
        ("IMG_1(2).jpg", "IMG_1.jpg.supplemental-metadata(2).json", Kinship.OWN),
        ("IMG_1(2).jpg", "IMG_1.jpg.suppl(2).json", Kinship.OWN),
        ("IMG_1(2).jpg", "IMG_1(2).jpg.json", Kinship.OWN),
        ("IMG_1-edited.jpg", "IMG_1.jpg.json", Kinship.ORIGINAL),
        ("IMG_1-bearbeitet.jpg", "IMG_1.jpg.supplemental-metadata.json", Kinship.ORIGINAL),
        ("IMG_1-edited(2).jpg", "IMG_1.jpg(2).json", Kinship.ORIGINAL),
        ("IMG_1(2)-EDITED.jpg", "IMG_1.jpg(2).json", Kinship.ORIGINAL),
        ("IMG_0042.MP4", "IMG_0042.HEIC.json", Kinship.STILL),
        ("IMG_0042(1).MOV", "IMG_0042.HEIC(1).json", Kinship.STILL),
        ("IMG_0042.MOV", "IMG_0042.JPG.supplemental-metadata.json", Kinship.STILL),
        ("PXL_1.MP", "PXL_1.MP.jpg.json", Kinship.STILL),
        ("clip.mp4", "clip.mp4.json", Kinship.OWN),
    ],
)
def test_each_file_finds_its_sidecar(name: str, sidecar: str, kinship: Kinship) -> None:
    others = ("metadata.json", "IMG_2.jpg.json", "IMG_1.jpg(3).json", "x.jpg")
    assert first_of(name, sidecar, *others) == (sidecar, kinship)


def test_the_own_sidecar_comes_before_that_of_others() -> None:
    there = (
        "IMG_1.jpg.json",
        "IMG_1.jpg(1).json",
        "IMG_1(1).jpg.json",
        "IMG_1-edited.jpg.json",
        "IMG_1.mp4.json",
    )
    assert first_of("IMG_1.jpg", *there) == ("IMG_1.jpg.json", Kinship.OWN)
    assert first_of("IMG_1(1).jpg", *there) == ("IMG_1(1).jpg.json", Kinship.OWN)
    assert first_of("IMG_1-edited.jpg", *there) == ("IMG_1-edited.jpg.json", Kinship.OWN)
    assert first_of("IMG_1.mp4", *there) == ("IMG_1.mp4.json", Kinship.OWN)


def test_another_number_is_another_picture() -> None:
    assert first_of("IMG_1.jpg", "IMG_1.jpg(1).json") is None
    assert first_of("IMG_1(1).jpg", "IMG_1.jpg.json") is None
    assert first_of("IMG_1.jpg", "metadata.json", "IMG_10.jpg.json") is None


@given(st.text("abcdefghij_ -", min_size=1, max_size=60), st.integers(0, 30), st.booleans())
def test_names_cut_by_the_limit_are_found(stem: str, number: int, is_new: bool) -> None:
    """The sidecar is made as Takeout makes it: tail, cut, number, `.json`."""
    name = f"{stem}.jpg"
    mark = f"({number})" if number else ""
    sidecar = (name + (TAIL if is_new else ""))[:CUT_AT] + mark + ".json"
    found = first_of(f"{stem}{mark}.jpg", sidecar)
    assert found == (sidecar, Kinship.OWN)


@given(st.text(max_size=80))
def test_any_name_is_stood(name: str) -> None:
    wanted = list(wanted_names(name))
    assert all(one.name.endswith(".json") for one in wanted)
    assert len(wanted) < 400 * (1 + len(EDITED))
