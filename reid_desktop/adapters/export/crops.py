"""The crops of an export as a folder of pictures whose names carry time, place and camera."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path

from PIL import Image, ImageOps

from reid_desktop.domain.jobs import Progress
from reid_desktop.ports.export import Selection
from reid_desktop.ports.system import JobControl

from .csv_table import COLUMNS, closing_cells, open_table, row_cells, settle
from .row_facts import crop_name
from .writing import in_the_users_words, jpeg_bytes

INDEX_NAME = "index.csv"
CROP_SIZE_PX = (160, 320)
"""Every crop is written at this size: scaled with its proportions kept, the rest filled with grey."""
_GREY = (114, 114, 114)
_QUALITY = 92


class CropFolder:
    """Writes each crop at one size, and the table beside them.

    `index.csv` has the columns of the CSV table and `crop_sha256` after them, which is
    empty where the crop is missing or damaged.
    """

    format = "crops"
    title = "Person crops with a list (folder)"

    def write(self, selection: Selection, out: Path, job: JobControl) -> None:
        """Write to `out`, a folder that does not exist.

        :raises ExportError: it cannot be written.
        """
        closing = closing_cells(selection)
        with in_the_users_words():
            out.mkdir()
            with open_table(out / INDEX_NAME) as file:
                table = csv.writer(file)
                table.writerow((*COLUMNS, "crop_sha256"))
                for done, row in enumerate(selection.rows):
                    job.checkpoint(Progress("Writing the crops", done, len(selection.rows), "sightings"))
                    stored = jpeg_bytes(row.crop_path)
                    crop = None if stored is None else uniform(stored)
                    if crop is not None:
                        with (out / crop_name(row)).open("xb") as picture:
                            picture.write(crop)
                    digest = "" if crop is None else hashlib.sha256(crop).hexdigest()
                    table.writerow((*row_cells(row), *closing(row), digest))
                settle(file)


def uniform(jpeg: bytes) -> bytes | None:
    """Return a crop that the product encoded at `CROP_SIZE_PX`, or None when it is damaged."""
    try:
        with Image.open(io.BytesIO(jpeg)) as picture:
            padded = ImageOps.pad(picture.convert("RGB"), CROP_SIZE_PX, Image.Resampling.LANCZOS, _GREY)
    except (OSError, ValueError):
        return None  # listed without a hash, as a missing one is
    data = io.BytesIO()
    padded.save(data, "JPEG", quality=_QUALITY)
    return data.getvalue()
