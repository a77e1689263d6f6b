"""What the formats say alike about one exported row: time, camera, exhibits, and the name of its crop."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime

from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.ids import ExhibitId
from reid_desktop.domain.review import UNDECIDED
from reid_desktop.domain.stacks import LinkKind
from reid_desktop.ports.export import ExportRow, Linked

LONGEST_PIECE = 24
"""Characters of the camera and of the exhibit in a crop's file name."""

EARLIEST_MS, LATEST_MS = -62_135_596_800_000, 253_402_300_799_999
"""The years 1 to 9999, which is what a calendar can name."""


def appearance_utc_ms(row: ExportRow) -> int | None:
    """Return when the person appears: capture time of the item, in a video plus the in time."""
    if row.media.time is None:
        return None
    at_ms = row.media.time.utc_ms + round(1000 * (row.sighting.start_s or 0.0))
    return at_ms if EARLIEST_MS <= at_ms <= LATEST_MS else None


def appearance_iso_utc(row: ExportRow) -> str | None:
    """Return `appearance_utc_ms` as ISO 8601 with milliseconds and `Z`."""
    at_ms = appearance_utc_ms(row)
    return None if at_ms is None else iso_utc(at_ms)


def camera(row: ExportRow) -> str:
    """Return make and model as one text, without the make said twice; empty when neither is known."""
    make, model = (row.media.facts.make or "").strip(), (row.media.facts.model or "").strip()
    if make and model.lower().startswith(make.lower()):
        return model
    return f"{make} {model}".strip()


def verdict(row: ExportRow) -> str:
    """Return the decision that counts now, `undecided` where there is none."""
    decision = row.review.decision if row.review else None
    return decision.verdict.value if decision and decision.verdict else UNDECIDED


LINKS = {
    LinkKind.LIVE_PHOTO: "live photo",
    LinkKind.MOTION_PHOTO: "motion photo",
    LinkKind.NEAR_DOUBLE: "the same picture in another size or compression",
}


def linked_line(linked: Linked) -> str:
    """Return an item that belongs together with another as one line, with where it was found."""
    places = "; ".join(f"{copy.exhibit_id}: {copy.device_path}" for copy in linked.media.copies)
    return f"{LINKS[linked.kind]}, {linked.media.kind.value} {linked.media.sha256}, {places}"


def exhibits(row: ExportRow) -> list[ExhibitId]:
    """Return the exhibits that the item was found on, each once, in the order of the copies."""
    return list(dict.fromkeys(copy.exhibit_id for copy in row.media.copies))


def _piece(text: str, missing: str) -> str:
    # Cut first: a name of megabytes would be normalised as a whole.
    folded = unicodedata.normalize("NFKD", text[: 8 * LONGEST_PIECE]).encode("ascii", "ignore").decode()
    kept = re.sub(r"[^A-Za-z0-9.]+", "-", folded).strip("-.")
    return kept[:LONGEST_PIECE].rstrip("-.") or missing


def crop_name(row: ExportRow) -> str:
    """Return the file name of a crop: rank, time (UTC), latitude, longitude, camera, exhibit, sighting.

    Seven fields joined by `_`, such as
    `rank0001_20240518T122233Z_52.51630_13.37770_Canon-EOS_EX-1_s42.jpg`; what is not
    known reads `norank`, `notime`, `nolat`, `nolon`, `nocamera`, `noexhibit`. Letters,
    digits, `.`, `-` and `_` of ASCII only, at most 140 characters, never a reserved
    name: it suits every file system. Unique within one model key by its last field.
    """
    at_ms, place, found_on = appearance_utc_ms(row), row.media.place, exhibits(row)
    fields = (
        "norank" if row.rank is None else f"rank{row.rank:04d}",
        "notime" if at_ms is None else _compact_utc(at_ms),
        "nolat" if place is None else f"{place.latitude_deg:.5f}",
        "nolon" if place is None else f"{place.longitude_deg:.5f}",
        _piece(camera(row), "nocamera"),
        _piece(found_on[0], "noexhibit") if found_on else "noexhibit",
        f"s{row.sighting.sighting_id}",
    )
    return "_".join(fields) + ".jpg"


def _compact_utc(at_ms: int) -> str:
    moment = datetime.fromtimestamp(at_ms // 1000, tz=UTC)
    return f"{moment.year:04d}{moment:%m%dT%H%M%S}Z"
