"""What else lies on a phone: no media, broken media, names that lie."""

from __future__ import annotations

import io
import random
from pathlib import Path

from PIL import Image

from tests.dump.truth import Truth, lay


def lay_junk(out: Path) -> list[Truth]:
    """Write files that are no media or cannot be read, and two whose names lie."""
    jpeg = _noise("JPEG", 1)
    files: list[tuple[Truth, bytes]] = [
        (Truth("DCIM/Camera/.nomedia", "not_media"), b""),
        (Truth("DCIM/Camera/IMG_20240519_080000.jpg", "not_media"), b""),
        (Truth("DCIM/.thumbnails/.database_uuid", "not_media"), b"4f2a9c0e-1111-2222"),
        (Truth("Download/receipt.jpg", "not_media"), b"This was never a picture.\n" * 40),
        (Truth("Download/notes.txt", "not_media"), "Grüße aus Köln\n".encode()),
        (Truth("Android/data/com.maps/cache/tiles.db", "not_media"), b"SQLite format 3\0" + bytes(4096)),
        (Truth("WhatsApp/Databases/msgstore.db.crypt14", "not_media"), bytes(range(256)) * 16),
        (Truth("Music/ring.mp3", "not_media"), b"ID3\x04\0\0\0\0\0\0" + bytes(500)),
        (Truth("DCIM/Camera/IMG_20240519_080100.jpg", "failed"), jpeg[:24]),
        (Truth("Download/broken.png", "failed"), b"\x89PNG\r\n\x1a\n" + bytes(64)),
        (
            Truth("DCIM/Camera/VID_20240519_080200.mp4", "failed"),
            b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\xff" * 99,
        ),
        (_picture("DCIM/Camera/IMG_cut_short.jpg"), jpeg[: len(jpeg) * 6 // 10]),
        (_picture("Download/no_picture_by_its_name.txt"), _noise("JPEG", 2)),
        (_picture("Download/called_png.png"), _noise("JPEG", 3)),
        (_picture("Download/Фото — 写真 🧍.jpg"), _noise("JPEG", 4)),
        (_picture('Download/<img src=x onerror="alert(1)">=cmd.gif'), _noise("GIF", 5)),
    ]
    return [lay(out, truth, data) for truth, data in files]


def _picture(path: str) -> Truth:
    return Truth(path, kind="photo", width_px=320, height_px=240, made_from="generated")


def _noise(container: str, seed: int) -> bytes:
    """Return a picture of noise, the same for the same seed."""
    picture = Image.frombytes("RGB", (320, 240), random.Random(seed).randbytes(320 * 240 * 3))
    file = io.BytesIO()
    picture.save(file, container)
    return file.getvalue()
