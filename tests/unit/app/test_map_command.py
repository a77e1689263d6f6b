"""The command `map-file`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reid_desktop.app.cli.main import main
from tests.map_files import picture, write_mbtiles
from tests.unit.adapters.maps.test_overlays import GPX


def test_what_files_hold_and_why_one_cannot_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = write_mbtiles(tmp_path / "p.mbtiles", {(0, 0, 0): picture("red")}, name="Plan")
    walk = tmp_path / "w.gpx"
    walk.write_text(GPX, "utf-8")
    torn = tmp_path / "t.pmtiles"
    torn.write_bytes(b"PMTiles\x03 torn")
    assert main(["map-file", str(plan), str(walk), str(torn), "--json"]) == 1
    first, second, third = json.loads(capsys.readouterr().out)["files"]
    assert (first["kind"], first["format"], first["name"]) == ("mbtiles", "png", "Plan")
    assert (second["kind"], second["points"], second["lines"], second["timed"]) == ("gpx", 2, 2, 1)
    assert third["kind"] is None
    assert "damaged" in third["problem"]
    assert main(["map-file", str(plan)]) == 0
