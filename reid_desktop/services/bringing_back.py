"""Cameras and shared parts as they were kept, taken only where they belong to the case as it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reid_desktop.domain import cameras, common_part, spread
from reid_desktop.domain.id_sets import missing
from reid_desktop.domain.ids import SightingId
from reid_desktop.ports.prepared import Prepared
from reid_desktop.ports.scan import Ids, VectorScan
from reid_desktop.ports.vectors import VectorReader
from reid_desktop.services import shared_parts, spreads
from reid_desktop.services.camera_book import CameraBook
from reid_desktop.services.shared_parts import SharedParts

_RULES = [
    common_part.HALF, common_part.ALIKE, common_part.MOST, cameras.SCENE_MS, cameras.SCENE_DEG,
    shared_parts.ALL_UP_TO, shared_parts.STEP, shared_parts.DRIFT, spread.HALF, spread.LEAST, spread.FEWEST,
    spreads.SAMPLE, spreads.MOST_DEVICES, spreads.STEP,
]  # fmt: skip
"""What was made by other rules is made anew."""


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What need not be told anew: the item of each row of the scan, cameras, shared parts."""

    media: Ids
    cameras: CameraBook
    parts: SharedParts


def kept(reader: VectorReader, model_key: str, scan: VectorScan, known: Known) -> Prepared:
    """Return what is known, with what tells later whether it still belongs to the case and to the scan."""
    standing = reader.standing(model_key, scan.newest)
    of_cameras, camera_arrays = known.cameras.kept()
    of_parts, part_arrays = known.parts.kept()
    facts: dict[str, object] = {
        "rules": _RULES, "change": scan.change, "count": len(scan), "ids": _sign(scan.ids),
        "log_row": standing.log_row, "log_sha256": standing.log_sha256,
    }  # fmt: skip
    return Prepared(
        {**facts, **of_cameras, **of_parts}, {"media": known.media, **camera_arrays, **part_arrays}
    )


def is_of_case(reader: VectorReader, model_key: str, found: Prepared) -> bool:
    """Tell whether a row of the case's log is the one that was its last then: the log is chained."""
    facts = found.facts
    try:
        standing = reader.standing(model_key, SightingId(0), int(str(facts["log_row"])))
        return bool(standing.log_sha256) and standing.log_sha256 == facts["log_sha256"]
    except (KeyError, ValueError):
        return False


def brought_back(
    reader: VectorReader,
    model_key: str,
    dimensions: int,
    scan: VectorScan,
    gone: Ids,
    found: Prepared | None,
) -> Known | None:
    """Return what was kept if it fits this scan and the case; None if it is to be made anew.

    The case fits if it has the vectors that it had then, but for those that are `gone`.
    """
    if found is None:
        return None
    facts = found.facts
    try:
        theirs = [facts[name] for name in ("rules", "change", "count", "ids")]
        if theirs != [_RULES, scan.change, len(scan), _sign(scan.ids)]:
            return None
        left = missing(scan.ids, gone)
        standing = reader.standing(model_key, scan.newest)
        if (standing.vectors, standing.id_sum) != (len(left), int(left.sum())):
            return None
        known = Known(
            np.asarray(found.arrays["media"], np.int64), CameraBook(reader), SharedParts(scan, dimensions)
        )
        if known.media.shape != (len(scan),):
            return None
        known.cameras.bring_back(facts, found.arrays)
        known.parts.bring_back(facts, found.arrays)
    except (KeyError, TypeError, ValueError):
        return None
    return known


def _sign(ids: Ids) -> list[int]:
    """Return numbers that differ where ids do: their sum and that of their squares, as 64 bits hold them."""
    with np.errstate(over="ignore"):
        return [int(ids.sum()), int((ids * ids).sum())]
