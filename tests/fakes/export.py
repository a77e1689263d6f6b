"""An exporter that writes plain lines, a job that counts, and selections made of coloured rectangles."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from reid_desktop.domain.audit_log import LogHead
from reid_desktop.domain.authority import Authority, Policy
from reid_desktop.domain.calibration import Calibration, Condition, Figure, Knot, Strength, Validity
from reid_desktop.domain.capture import CaptureTime, Place, PlaceSource, TimeSource
from reid_desktop.domain.case import CaseFacts, Exhibit
from reid_desktop.domain.errors import Cancelled, ExportError
from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.ids import ActId, DecisionId, ExhibitId, MediaId, SearchId, SightingId, SourceId
from reid_desktop.domain.jobs import Progress
from reid_desktop.domain.media import Copy, MediaItem, MediaKind, RawFacts
from reid_desktop.domain.model_card import ModelCard, ModelFile, ModelInput, ModelRole
from reid_desktop.domain.persons import Comparison
from reid_desktop.domain.query import Candidate, Filters, IndexKind, IndexState, ProbeOrigin, SearchRecord
from reid_desktop.domain.review import About, Decision, SightingReview, Verdict
from reid_desktop.domain.second_look import Answer, Outcome, Proficiency, Rate
from reid_desktop.domain.sighting import Sighting
from reid_desktop.domain.stacks import LinkKind
from reid_desktop.ports.export import ExportRow, Linked, Oversight, Selection
from reid_desktop.ports.store import Counts, Mark
from reid_desktop.ports.system import JobControl
from tests.fakes.export_records import FakeRecords

MODEL_KEY = "yolo11n@0123456789ab#v1 + retail-0277@ba9876543210#v1"


class FakeExporter:
    """Writes one line a row; obeys the port."""

    format = "fake"
    title = "Lines (fake)"

    def write(self, selection: Selection, out: Path, job: JobControl) -> None:
        """Write a line a row."""
        try:
            with out.open("xb") as file:
                for done, row in enumerate(selection.rows):
                    job.checkpoint(Progress("Writing", done, len(selection.rows), "sightings"))
                    file.write(f"{row.rank} {row.media.sha256}\n".encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError as cause:
            raise ExportError("The export cannot be written. Choose another place.") from cause


class CountingJob:
    """A job that remembers what was reported, and is cancelled at a chosen report."""

    def __init__(self, cancel_at: int | None = None) -> None:
        """Cancel at the report number `cancel_at`, from 0."""
        self.reports: list[Progress] = []
        self._cancel_at = cancel_at

    def checkpoint(self, progress: Progress) -> None:
        """Remember; raise Cancelled at the chosen one."""
        if len(self.reports) == self._cancel_at:
            raise Cancelled
        self.reports.append(progress)

    def breathe(self) -> None:
        """Do nothing."""

    def first_mark(self, mark: Mark) -> Mark:
        """Say that this is the first attempt."""
        return mark

    def working_on(self, path: str) -> None:
        """Do nothing."""

    def finished(self, path: str) -> None:
        """Do nothing."""


def write_jpeg(path: Path, colour_bgr: tuple[int, int, int], size: Size, box: Box | None = None) -> Path:
    """Write a rectangle of one colour, with a lighter one where `box` is; return `path`."""
    picture = np.full((size.height_px, size.width_px, 3), colour_bgr, dtype=np.uint8)
    if box is not None:
        picture[box.top_px : box.bottom_px, box.left_px : box.right_px] = (200, 220, 240)
    encoded, data = cv2.imencode(".jpg", picture)
    assert encoded
    path.write_bytes(data.tobytes())
    return path


def card(
    name: str = "retail-0277", role: ModelRole = ModelRole.EMBEDDER, baseline: bool = False
) -> ModelCard:
    """Return a model card."""
    return ModelCard(
        name=name,
        title="Person re-identification, OSNet with LCT",
        role=role,
        files=(ModelFile(f"{name}.xml", 575_000, "c0" * 32), ModelFile(f"{name}.bin", 1_200_000, "c1" * 32)),
        input=ModelInput(256, 128, "NCHW", "BGR", 1.0, (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), "stretch"),
        output="embedding",
        dimensions=256,
        runtime="openvino",
        architecture="OSNet with LCT blocks",
        trained_on="MSMT17 and private data",
        licence="Apache-2.0",
        limits="Weak across a change of clothing; trained on persons who walk upright.",
        source="https://example.org/models",
        preprocessing="v1",
        baseline=baseline,
    )


def media_item(number: int, **changes: object) -> MediaItem:
    """Return a photo with time and place; `changes` replace its fields."""
    item = MediaItem(
        media_id=MediaId(number),
        sha256=hashlib.sha256(str(number).encode()).hexdigest(),
        kind=MediaKind.PHOTO,
        container="jpeg",
        size_bytes=1000 + number,
        facts=RawFacts(size=Size(400, 300), make="Canon", model="Canon EOS"),
        time=CaptureTime(
            1_716_034_953_000 + 600_000 * number, 1.0, "2024:05:18 14:22:33", "+02:00", TimeSource.OFFSET_TAG
        ),
        place=Place(52.5163 + number / 500, 13.3777 + number / 300, PlaceSource.GPS_TAG, 12.0, 34.0),
        copies=(
            Copy(
                ExhibitId("EX-1"),
                SourceId(1),
                f"/evidence/a/DCIM/IMG_{number}.JPG",
                f"DCIM/IMG_{number}.JPG",
                1,
                1,
            ),
        ),
    )
    return replace(item, **changes)  # type: ignore[arg-type]


def row(
    item: MediaItem, folder: Path, rank: int | None = 1, score: float | None = 0.5, text: str = ""
) -> ExportRow:
    """Return a row of `item`; its pictures are named but not written."""
    number = int(item.media_id)
    is_video = item.kind is MediaKind.VIDEO
    sighting = Sighting(
        SightingId(40 + number),
        item.media_id,
        Box(100, 60, 180, 260),
        Size(400, 300),
        0.91,
        0.77,
        83.4 if is_video else None,
        90.0 if is_video else None,
        85.2 if is_video else None,
    )
    decision = Decision(
        DecisionId(number), ActId(number), sighting.sighting_id, Verdict.CONFIRMED, About(SearchId(3)),
        f"DS Gray{text}", "2024-06-02T11:00:00.000Z", f"same bag{text}", {"clothing": f"agrees{text}"},
    )  # fmt: skip
    answer = Answer(0, Verdict.CONFIRMED, f"B. Second{text}", "2024-06-02T12:00:00.000Z", f"agreed{text}")
    return ExportRow(
        sighting,
        item,
        rank,
        score,
        folder / f"crop{number}.jpg",
        folder / f"scene{number}.jpg",
        SightingReview(sighting.sighting_id, decision, (f"bag{text}",), {"vic": 5}, True, 1),
        (decision,),
        None if score is None else Strength(1.25, 0.8, 1.7, "", 0.4),
        (Outcome(SearchId(3), sighting.sighting_id, Verdict.CONFIRMED, answer, None),),
        (f"Red jacket{text}",),
        is_confirmed=True,
        linked=(Linked(LinkKind.LIVE_PHOTO, f"content identifier{text}", item),),
    )


def write_pictures(selected: ExportRow) -> None:
    """Write the crop and the scene that a row names."""
    box, size = selected.sighting.box, selected.sighting.frame_size
    write_jpeg(selected.crop_path, (40, 90, 160), Size(box.width_px, box.height_px))
    write_jpeg(selected.scene_path, (90, 120, 60), size, box)


def oversight(text: str = "") -> Oversight:
    """Return an authority, a calibration and an examiner's error rates, with `text` wherever one may type."""
    figure = Figure(0.2, 0.15, 0.27)
    condition = Condition(
        Comparison.BARE,
        (Knot(0.1, -2.0, -2.5, -1.5, 0.5, 0.001), Knot(0.9, 2.0, 1.5, 2.5, 0.0005, 0.2)),
        figure, figure, figure, {}, (), (),
    )  # fmt: skip
    calibration = Calibration(
        f"retail-0277{text}", f"isotonic regression{text}", (f"Market-1501{text}",), 750, 5000, 50_000,
        f"made for the tests{text}", Validity(64, 400, 8.0, True), (condition,),
    )  # fmt: skip
    authority = Authority(
        f"AG 12 Gs 345/24{text}", f"theft{text}", frozenset({ExhibitId("EX-1")}), 0, None, (f"unknown{text}",)
    )
    people = (Proficiency(f"DS Gray{text}", Rate(1, 20), Rate(0, 0), Rate(2, 20)),)
    return Oversight(Policy(), (authority,), calibration, people)


def selection(folder: Path, items: Sequence[MediaItem], searched: bool = True, text: str = "") -> Selection:
    """Return a selection of `items`, pictures in `folder`, with `text` wherever a person may type."""
    rows = tuple(
        row(
            item,
            folder,
            place if searched else None,
            round(0.9 - place / 1000, 4) if searched else None,
            text,
        )
        for place, item in enumerate(items, start=1)
    )
    for selected in rows:
        write_pictures(selected)
    return Selection(
        case=CaseFacts(f"4711/24{text}", f"Theft{text}", f"DS Gray{text}", f"CID{text}", f"Warrant 9{text}",
                       "2024-06-01T08:00:00.000Z", "0.1.0"),
        exhibits=(
            Exhibit(ExhibitId("EX-1"), f"Phone{text}", f"S-1{text}", f"Doe{text}", "Europe/Berlin", -12.5),
            Exhibit(ExhibitId(f"EX-2{text}")),
        ),
        counts=Counts(len(rows), len(rows), 0, len(rows), len(rows), len(rows), 3, 1, 1),
        model_key=MODEL_KEY,
        cards=(card(),),
        search=_search(rows, text) if searched else None,
        probe_crop_path=write_jpeg(folder / "probe.jpg", (10, 20, 200), Size(80, 200)) if searched else None,
        rows=rows,
        created_utc="2024-06-02T10:00:00.000Z",
        log_head=LogHead(17, "cd" * 32),
        records=FakeRecords(rows, text),
        oversight=oversight(text),
        subjects=frozenset(r.sighting.sighting_id for r in rows),
    )  # fmt: skip


def _search(rows: Sequence[ExportRow], text: str) -> SearchRecord:
    return SearchRecord(
        search_id=SearchId(3),
        created_utc="2024-06-02T09:59:00.000Z",
        examiner=f"DS Gray{text}",
        probe=ProbeOrigin(f"probe{text}.png", "aa" * 32, Box(5, 6, 70, 200), None, text),
        model_key=MODEL_KEY,
        filters=Filters(after_utc_ms=0, exhibits=frozenset({ExhibitId("EX-1"), ExhibitId(f"EX-2{text}")})),
        top=100,
        index=IndexState(IndexKind.EXACT, True, 900, 800, f"small case{text}"),
        candidates=tuple(Candidate(r.rank or 0, r.sighting.sighting_id, r.score or 0.0) for r in rows),
    )
