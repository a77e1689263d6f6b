"""Events in order of time, every time with its offset."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from pathlib import Path

from reid_desktop.adapters.export.events import COLUMNS, EventsCsv, EventsJson
from reid_desktop.domain.capture import CaptureTime, TimeSource
from reid_desktop.ports.export import Selection
from tests.fakes.export import CountingJob, media_item, selection

OFFSET = re.compile(r"(Z|[+-]\d\d:\d\d)$")


def some(folder: Path) -> Selection:
    """A winter and a summer in Berlin out of order, a clip, one that is 14 hours off, one without a time."""
    times = [
        CaptureTime(1_720_000_000_000, 1.0, "2024:07:03 11:46:40", "Europe/Berlin", TimeSource.EXHIBIT_ZONE),
        CaptureTime(1_705_000_000_000, 50_400.0, "=cmd()", None, TimeSource.ASSUMED_UTC),
        None,
        CaptureTime(1_704_900_000_000, 0.5, "x", "+02:00", TimeSource.OFFSET_TAG),
    ]
    items = [replace(media_item(number), time=time) for number, time in enumerate(times, start=1)]
    made = selection(folder, items)
    rows = list(made.rows)
    rows[3] = replace(rows[3], sighting=replace(rows[3].sighting, start_s=2.0, end_s=5.5))
    return replace(made, rows=rows)


def test_events_are_in_order_with_offsets_and_none_is_left_out(tmp_path: Path) -> None:
    EventsJson("0.1.0").write(some(tmp_path), tmp_path / "e.json", CountingJob())
    events = json.loads((tmp_path / "e.json").read_text("ascii"))["events"]
    assert [event["time_utc"] for event in events] == [
        "2024-01-10T15:20:02.000Z", "2024-01-11T19:06:40.000Z", "2024-07-03T09:46:40.000Z", None,
    ]  # fmt: skip
    clip, unsure, summer, untimed = events
    assert (clip["end_utc"], clip["earliest_utc"], clip["latest_utc"]) == (
        "2024-01-10T15:20:05.500Z", "2024-01-10T15:20:01.500Z", "2024-01-10T15:20:06.000Z",
    )  # fmt: skip
    assert clip["time_local"].endswith("+02:00")
    assert summer["time_local"].startswith("2024-07-03T11:46:40")
    assert summer["time_local"].endswith("+02:00")
    assert (unsure["earliest_utc"], unsure["latest_utc"]) == (
        "2024-01-11T05:06:40.000Z",
        "2024-01-12T09:06:40.000Z",
    )
    assert untimed["earliest_utc"] is None
    assert all(list(event) == list(COLUMNS) for event in events)
    for event in events:
        for name in ("time_utc", "time_local", "end_utc", "earliest_utc", "latest_utc"):
            assert event[name] is None or OFFSET.search(event[name]), (name, event[name])


def test_the_table_holds_the_same_and_runs_nothing(tmp_path: Path) -> None:
    EventsCsv().write(some(tmp_path), tmp_path / "e.csv", CountingJob())
    with (tmp_path / "e.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == list(COLUMNS)
    assert [row["time_utc"][:10] for row in rows] == ["2024-01-10", "2024-01-11", "2024-07-03", ""]
    assert rows[1]["time_original"] == "'=cmd()"
    assert rows[0]["time_zone"] == "UTC+02:00"


def test_every_column_is_documented() -> None:
    text = (Path(__file__).parents[4] / "docs" / "formats.md").read_text("utf-8")
    chapter = text.split("## Events, version 1")[1].split("\n## ")[0]
    assert set(re.findall(r"`(\w+)`", chapter)) >= set(COLUMNS)
