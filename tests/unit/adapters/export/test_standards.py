"""CASE/UCO, VICS and MWG regions, checked with what their communities check with."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from defusedxml import ElementTree
from PIL import Image, ImageOps

from reid_desktop.adapters.export.case_uco import CaseUco
from reid_desktop.adapters.export.evidence_tools import EvidenceTools
from reid_desktop.adapters.export.vics import Vics
from reid_desktop.adapters.export.xmp_regions import NAMESPACES, XmpSidecars, stored_area
from reid_desktop.domain.authority import Authority
from reid_desktop.domain.capture import Place, PlaceSource
from reid_desktop.domain.corrections import Corrected
from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.ids import EntryId, ExhibitId
from reid_desktop.domain.media import MediaKind
from reid_desktop.domain.provenance import place_known_from
from reid_desktop.ports.engine import CorrectRequest
from reid_desktop.ports.export import Selection
from reid_desktop.services.settling import CorrectMedia
from tests.fakes.export import CountingJob, media_item, selection
from tests.fakes.export_media import FakeEncoder, FakeEvidencePictures
from tests.fakes.media import FixedClock
from tests.unit.services.test_settling import WALL, Case


def graph(some: Selection, out: Path) -> list[dict[str, object]]:
    """Write a graph; return its nodes."""
    CaseUco("9").write(some, out, CountingJob())
    nodes: list[dict[str, object]] = json.loads(out.read_bytes())["@graph"]
    return nodes


def test_the_validator_of_the_case_project_finds_the_graph_conformant(tmp_path: Path) -> None:
    bare = replace(media_item(2), time=None, place=None)
    hostile = selection(tmp_path, [media_item(1), bare], text=' </script> "\u202e\x00')
    plain = selection(tmp_path, [media_item(1)], searched=False)
    files = [tmp_path / "hostile.jsonld", tmp_path / "plain.jsonld"]
    for some, file in zip((hostile, plain), files, strict=True):
        graph(some, file)
    program = "from case_utils.case_validate import main; main()"
    command = [sys.executable, "-c", program, "--built-version", "case-1.4.0", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Conforms: True" in done.stdout


def test_every_reference_leads_to_a_node_and_identifiers_are_stable(tmp_path: Path) -> None:
    some = selection(tmp_path, [media_item(1), media_item(2)])
    first = (tmp_path / "a", tmp_path / "b")
    nodes = graph(some, first[0])
    assert nodes == graph(some, first[1])
    known = {str(node["@id"]) for node in nodes}
    assert len(known) == len(nodes)
    text = json.dumps([{name: value for name, value in node.items() if name != "@id"} for node in nodes])
    used = {part.split('"')[0] for part in text.split('{"@id": "')[1:]}
    inner = {
        one for one in used if one.split(":")[1].split("-")[0] in {"facet", "hash", "dictionary", "entry"}
    }
    assert used - inner <= known
    kinds = {str(node["@type"]) for node in nodes}
    assert {"case-investigation:Authorization", "case-investigation:InvestigativeAction"} <= kinds
    assert "case-investigation:ProvenanceRecord" in kinds


def test_the_graph_tells_what_each_recorded_authority_covers(tmp_path: Path) -> None:
    some = selection(tmp_path, [media_item(1)])
    office = some.oversight
    assert office is not None
    late = Authority("W-2", "theft", frozenset({ExhibitId("EX-1")}), expires_utc_ms=1_000, verdict="ended")
    both = replace(office, authorities=(*office.authorities, replace(late, authority_id=EntryId(9))))
    some = replace(some, case=replace(some.case, authority=""), oversight=both)
    nodes = graph(some, tmp_path / "a")
    found = [node for node in nodes if node["@type"] == "case-investigation:Authorization"]
    assert found[-1]["case-investigation:authorizationIdentifier"] == "W-2"
    assert "theft; EX-1" in str(found[-1]["uco-core:description"])
    assert str(found[-1]["uco-core:description"]).endswith("ended")
    assert found[-1]["uco-core:endTime"] == {"@type": "xsd:dateTime", "@value": "1970-01-01T00:00:01.000Z"}
    relevant = nodes[-1]["case-investigation:relevantAuthorization"]
    assert relevant == [{"@id": node["@id"]} for node in found]
    assert len(found) == len(both.authorities)
    opening = replace(office, authorities=(Authority("urgent use", is_urgent=True, is_opening=True),))
    [urgent] = [
        node
        for node in graph(replace(some, oversight=opening), tmp_path / "b")
        if node["@type"] == "case-investigation:Authorization"
    ]
    assert str(urgent["case-investigation:authorizationType"]).startswith("urgent use before any authority")
    assert "uco-core:endTime" in urgent


def test_a_place_that_was_entered_says_by_whom_why_and_what_was_found(tmp_path: Path) -> None:
    case = Case()
    one = case.add(1, WALL)
    spot = Place(51.0, 12.0, PlaceSource.MANUAL)
    asked = CorrectRequest((one.media_id,), Corrected.PLACE, "street sign", place=spot)
    CorrectMedia(case.store, case.settler, FixedClock())(asked, "C")
    item = case.item(one.media_id)
    nodes = graph(selection(tmp_path, [item]), tmp_path / "a")
    [place] = [node for node in nodes if node["@type"] == "uco-location:Location"]
    assert str(place["uco-core:description"]).startswith(f"known from: {place_known_from(item)}")
    assert "(C: street sign)" in str(place["uco-core:description"])


def lines(path: Path) -> list[dict[str, str]]:
    """Return a list that was written."""
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def test_vics_has_the_hashes_of_the_bytes_and_the_grades(tmp_path: Path) -> None:
    some = selection(tmp_path, [media_item(1), media_item(1), media_item(2)])
    picture = [np.zeros((300, 400, 3), np.uint8)]
    tools = EvidenceTools(FakeEvidencePictures({media_item(1).sha256: (b"bytes", picture)}), FakeEncoder())
    Vics("9", tools).write(some, tmp_path / "out", CountingJob())
    found = json.loads((tmp_path / "out" / "case.json").read_bytes())
    assert found["@odata.context"].endswith("2.0.xml/US/$metadata#Cases")
    first, gone = found["value"][0]["Media"]
    assert first["MD5"] == hashlib.md5(b"bytes", usedforsecurity=False).hexdigest().upper()
    assert first["SHA1"] == hashlib.sha1(b"bytes", usedforsecurity=False).hexdigest().upper()
    assert (first["MediaID"], first["Category"], first["Tags"]) == (1, 5, "bag")
    assert (tmp_path / "out" / first["RelativeFilePath"].replace("\\", "/")).read_bytes() == b"bytes"
    assert first["MediaFiles"][0]["FilePath"] == "EX-1/DCIM/IMG_1.JPG"
    assert (gone["MD5"], gone["RelativeFilePath"]) == (None, None)


def test_an_ungraded_file_has_no_category(tmp_path: Path) -> None:
    some = selection(tmp_path, [media_item(1)])
    rows = [replace(row, review=None) for row in some.rows]
    tools = EvidenceTools(FakeEvidencePictures({}), FakeEncoder())
    Vics("9", tools).write(replace(some, rows=rows), tmp_path / "out", CountingJob())
    assert (
        json.loads((tmp_path / "out" / "case.json").read_bytes())["value"][0]["Media"][0]["Category"] is None
    )


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_region_lies_where_the_person_is_stored(turn: int) -> None:
    stored = np.zeros((60, 100), np.uint8)
    stored[10:30, 20:60] = 255
    picture = Image.fromarray(stored)
    exif = picture.getexif()
    exif[0x0112] = turn
    data = io.BytesIO()
    picture.save(data, "PNG", exif=exif)
    upright = np.asarray(ImageOps.exif_transpose(Image.open(data)))
    rows, columns = np.nonzero(upright)
    box = Box(int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)
    found = stored_area(box, Size(upright.shape[1], upright.shape[0]), turn)
    assert found == pytest.approx((0.4, 20 / 60, 0.4, 20 / 60))


def test_a_sidecar_names_every_person_of_a_photo(tmp_path: Path) -> None:
    video = replace(media_item(2), kind=MediaKind.VIDEO)
    some = selection(tmp_path, [media_item(1), media_item(1), video], text="<&")
    XmpSidecars().write(some, tmp_path / "out", CountingJob())
    [line] = lines(tmp_path / "out" / "index.csv")
    assert line["regions"] == "2"
    tree = ElementTree.fromstring((tmp_path / "out" / line["sidecar"]).read_bytes())
    spaces = {name.removeprefix("xmlns:"): url for name, url in NAMESPACES.items()}
    dimensions = tree.find(".//mwg-rs:AppliedToDimensions", spaces)
    assert dimensions is not None
    assert dimensions.attrib[f"{{{spaces['stDim']}}}w"] == "400"
    areas = tree.findall(".//mwg-rs:Area", spaces)
    assert len(areas) == 2
    assert float(areas[0].attrib[f"{{{spaces['stArea']}}}x"]) == pytest.approx(140 / 400)
