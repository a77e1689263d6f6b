"""Clips as phones write them, with known times and places."""

from __future__ import annotations

import io
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from tests.dump.truth import Truth, local, offset, utc_ms

_SECONDS = 4


def lay_clip(number: int, clips: list[Path], taken: datetime) -> tuple[Truth, bytes]:
    """Return a short clip: every second one as an iPhone writes it, the others as Android does.

    The taken second is whole. Without `clips` the pictures are generated.
    """
    taken = taken.replace(microsecond=0)
    is_apple = number % 2 == 0
    latitude, longitude = 52.5 - number / 100, 13.4 + number / 100
    place = f"{latitude:+08.4f}{longitude:+09.4f}/"
    if is_apple:
        facts = {
            "com.apple.quicktime.creationdate": f"{local(taken):%Y-%m-%dT%H:%M:%S%z}",
            "com.apple.quicktime.location.ISO6709": place,
            "com.apple.quicktime.make": "Apple",
            "com.apple.quicktime.model": "iPhone 13 Pro Max",
        }
        path = f"DCIM/100APPLE/IMG_{2000 + number:04d}.MOV"
    else:
        facts = {"location": place}
        path = f"DCIM/Camera/VID_{local(taken):%Y%m%d_%H%M%S}.mp4"
    facts["creation_time"] = f"{taken:%Y-%m-%dT%H:%M:%S}.000000Z"
    source = clips[number % len(clips)] if clips else None
    turn_deg = -90 if number % 3 == 0 else 0
    data, width, height = _encoded(source, number, facts, "mov" if is_apple else "mp4", turn_deg)
    truth = Truth(
        path=path,
        kind="video",
        width_px=height if turn_deg else width,
        height_px=width if turn_deg else height,
        utc_ms=utc_ms(taken),
        time_source="container_offset" if is_apple and offset(taken) else "container_utc",
        latitude_deg=round(latitude, 4),
        longitude_deg=round(longitude, 4),
        made_from=source.name if source else "generated",
    )
    return truth, data


def _encoded(
    source: Path | None, number: int, facts: dict[str, str], container: str, turn_deg: int
) -> tuple[bytes, int, int]:
    frames = _frames(source, number)
    height, width = frames[0].shape[:2]
    file = io.BytesIO()
    options = {"movflags": "use_metadata_tags"} if container == "mov" else {}
    with av.open(file, "w", format=container, options=options) as out:
        out.metadata.update(facts)
        track = out.add_stream("libx264", rate=Fraction(10), options={"preset": "ultrafast", "crf": "26"})
        track.width, track.height, track.pix_fmt = width, height, "yuv420p"
        if turn_deg:
            track.set_display_rotation(turn_deg)
        for pixels in frames:
            out.mux(track.encode(av.VideoFrame.from_ndarray(pixels, format="bgr24")))
        out.mux(track.encode())
    return file.getvalue(), width, height


def _frames(source: Path | None, number: int) -> list[np.ndarray[tuple[int, ...], np.dtype[np.uint8]]]:
    """Return four seconds of a clip at 10 frames a second, from a different part each time."""
    if source is None:
        rows = np.linspace(0, 255, 240, dtype=np.uint8)[:, None, None]
        picture = np.broadcast_to(rows, (240, 320, 3))
        return [np.roll(picture, 7 * at + 31 * number, axis=0).copy() for at in range(_SECONDS * 10)]
    found: list[np.ndarray[tuple[int, ...], np.dtype[np.uint8]]] = []
    with av.open(str(source)) as opened:
        track = opened.streams.video[0]
        every = max(1, round(float(track.average_rate or 10) / 10))
        for at, frame in enumerate(opened.decode(track)):
            if at % every == 0 and at // every >= (number // 3) * _SECONDS * 10:
                found.append(np.asarray(frame.to_ndarray(format="bgr24"), dtype=np.uint8))
            if len(found) == _SECONDS * 10:
                break
    return found
