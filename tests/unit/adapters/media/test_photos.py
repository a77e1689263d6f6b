"""Decoding stills: orientation, colour, damage, limits."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pillow_heif
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageOps

from reid_desktop.adapters.media.orientation import stored_box, upright
from reid_desktop.adapters.media.photos import PhotoOpener
from reid_desktop.domain.errors import MediaError
from reid_desktop.domain.geometry import Box, Pixels, Size, crop

OPENER = PhotoOpener()


def scene(width: int = 330, height: int = 210) -> Pixels:
    """A picture without any symmetry, smooth enough for JPEG."""
    chance = np.random.default_rng(3)
    small = chance.integers(0, 256, (7, 11, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def saved(picture: Image.Image, container: str, **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, container, **options)
    return file.getvalue()


def pil(pixels: Pixels) -> Image.Image:
    return Image.fromarray(pixels[:, :, ::-1])


def turned(container: str, turn: int) -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = turn
    return saved(pil(scene()), container, exif=exif, quality=95)


def apart(one: Pixels, other: Pixels) -> float:
    assert one.shape == other.shape
    return float(np.abs(one.astype(int) - other.astype(int)).mean())


@pytest.mark.parametrize("container", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
@pytest.mark.parametrize("turn", range(1, 9))
def test_all_orientations_come_out_as_pillow_turns_them(container: str, turn: int) -> None:
    data = turned(container, turn)
    with Image.open(io.BytesIO(data)) as opened:
        expected = np.asarray(ImageOps.exif_transpose(opened).convert("RGB"))[:, :, ::-1]
    photo = OPENER.open(data, "x")
    assert photo.size == Size(expected.shape[1], expected.shape[0])
    whole = photo.at_least(9000)
    assert apart(whole, expected) < 2
    # Not symmetric: a wrong turn would show.
    assert apart(whole, whole[::-1]) > 10
    half = photo.at_least(165)
    small = np.asarray(cv2.resize(expected, half.shape[1::-1], interpolation=cv2.INTER_AREA), dtype=np.uint8)
    assert apart(half, small) < 3
    box = Box(20, 30, 101, 77)
    np.testing.assert_array_equal(OPENER.open(data, "x").region(box), crop(whole, box))


def test_the_orientation_set_looks_the_same_eight_times(shared_samples: Path) -> None:
    folder = shared_samples / "exif_ianare" / "jpg" / "orientation"
    for series in ("landscape", "portrait"):
        photos = [OPENER.open((folder / f"{series}_{n}.jpg").read_bytes(), "x") for n in range(1, 9)]
        assert len({photo.size for photo in photos}) == 1
        pictures = [photo.at_least(9000) for photo in photos]
        # They were encoded one by one, with a number painted in; mirrored they would differ far more.
        assert all(apart(picture, pictures[0]) < 20 for picture in pictures)
        assert min(apart(pictures[0], other) for other in (pictures[0][::-1], pictures[0][:, ::-1])) > 40


def test_tiffs_and_webps_of_all_orientations_look_the_same(shared_samples: Path) -> None:
    folder = shared_samples / "malformed_pillow"
    for pattern in ("g4_orientation_{}.tif", "hopper_orientation_{}.webp", "hopper_orientation_{}.jpg"):
        found = [folder / pattern.format(n) for n in range(1, 9)]
        pictures = [OPENER.open(p.read_bytes(), "x").at_least(9000) for p in found if p.exists()]
        assert len(pictures) >= 7
        assert all(apart(picture, pictures[0]) < 10 for picture in pictures), pattern


@given(st.integers(1, 8), st.integers(1, 40), st.integers(1, 40), st.data())
def test_a_box_in_the_stored_picture_is_the_box_in_the_upright_one(
    turn: int, width: int, height: int, data: st.DataObject
) -> None:
    stored = np.arange(width * height * 3, dtype=np.uint32).astype(np.uint8).reshape(height, width, 3)
    whole = upright(stored, turn)
    rows, columns = whole.shape[:2]
    left = data.draw(st.integers(0, columns - 1))
    top = data.draw(st.integers(0, rows - 1))
    box = Box(left, top, data.draw(st.integers(left + 1, columns)), data.draw(st.integers(top + 1, rows)))
    part = upright(crop(stored, stored_box(box, Size(width, height), turn)), turn)
    np.testing.assert_array_equal(part, crop(whole, box))


def test_jpegs_come_no_larger_than_needed() -> None:
    data = saved(pil(scene(1600, 1000)), "JPEG")
    photo = OPENER.open(data, "x")
    assert [photo.at_least(side).shape[1] for side in (200, 201, 400, 401, 800, 801, 1600)] == [
        200, 400, 400, 800, 800, 1600, 1600,
    ]  # fmt: skip


def test_grey_cmyk_and_palette_keep_their_colours() -> None:
    pixels = scene()
    for mode, container, most in (("CMYK", "JPEG", 4), ("L", "JPEG", 3), ("P", "GIF", 14), ("L", "PNG", 1)):
        source = pil(pixels).convert(mode)
        expected = np.asarray(source.convert("RGB"))[:, :, ::-1]
        found = OPENER.open(saved(source, container, quality=95), "x").at_least(9000)
        assert apart(found, expected) < most, (mode, container)


def test_sixteen_bits_become_eight() -> None:
    grey = np.linspace(0, 65535, 330 * 210).reshape(210, 330).astype(np.uint16)
    for container in ("PNG", "TIFF"):
        found = OPENER.open(saved(Image.fromarray(grey), container), "x").at_least(9000)
        assert abs(found[:, :, 1].astype(int) - np.round(grey / 257)).max() <= 1, container


def test_transparent_parts_become_white() -> None:
    pixels = np.dstack([scene()[:, :, ::-1], np.full((210, 330), 255, dtype=np.uint8)])
    pixels[:100, :, 3] = 0
    for container in ("PNG", "WEBP"):
        found = OPENER.open(saved(Image.fromarray(pixels), container, lossless=True), "x").at_least(9000)
        assert (found[:100] == 255).all(), container
        np.testing.assert_array_equal(found[100:], scene()[100:])


@pytest.mark.parametrize("share", [0.95, 0.6, 0.3])
@pytest.mark.parametrize("container", ["JPEG", "PNG"])
def test_of_a_cut_file_the_part_that_is_there_is_shown(container: str, share: float) -> None:
    chance = np.random.default_rng(0)
    noisy = chance.integers(0, 256, (300, 400, 3), dtype=np.uint8)
    data = saved(pil(noisy), container, quality=90)
    whole = OPENER.open(data, "x").at_least(9000)
    photo = OPENER.open(data[: int(len(data) * share)], "x")
    found = photo.at_least(9000)
    rows = int(300 * share) - 40
    np.testing.assert_array_equal(found[:rows], whole[:rows])
    assert len(photo.warnings) == 1
    assert "cut short" in photo.warnings[0]
    photo.at_least(100)
    assert len(photo.warnings) == 1


def test_a_file_without_any_pixels_is_a_media_error() -> None:
    data = saved(pil(scene()), "JPEG")
    for length in (600, 300, 20, 4):
        with pytest.raises(MediaError):
            OPENER.open(data[:length], "x.jpg").at_least(100)


def bomb_png(width: int, height: int) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(40_000, 40_000), (200_000, 10), (2**31 - 1, 2**31 - 1), (0, 5)])
def test_bombs_are_refused_from_the_header(size: tuple[int, int]) -> None:
    with pytest.raises(MediaError):
        OPENER.open(bomb_png(*size), "x.png")


def test_a_phones_largest_picture_is_not_a_bomb() -> None:
    assert OPENER.open(bomb_png(16_320, 12_240), "x.png").size == Size(16_320, 12_240)


def test_heic_is_upright_and_has_its_colours(shared_samples: Path) -> None:
    data = (shared_samples / "exif_ianare" / "heic" / "mobile" / "iphone_13_pro_max.HEIC").read_bytes()
    photo = OPENER.open(data, "x")
    assert photo.size == Size(3024, 4032)
    whole = photo.at_least(640)
    assert whole.shape == (4032, 3024, 3)
    box = Box(1000, 2000, 1100, 2300)
    np.testing.assert_array_equal(photo.region(box), crop(whole, box))
    expected = np.asarray(pillow_heif.open_heif(io.BytesIO(data)).to_pillow().convert("RGB"))
    np.testing.assert_array_equal(whole, expected[:, :, ::-1])
