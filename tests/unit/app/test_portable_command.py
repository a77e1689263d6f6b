"""A part of a case for another computer: read there, never written, and without what it does not need."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from reid_desktop.adapters.media.thumbnail_names import ThumbnailNames
from reid_desktop.adapters.process.messages import Run
from reid_desktop.adapters.store import open_case
from reid_desktop.app.bootstrap import OpenCase
from reid_desktop.app.engine import carry_out
from reid_desktop.app.settings import load_settings
from reid_desktop.domain.audit_log import check_log
from reid_desktop.domain.errors import CaseReadOnlyError
from reid_desktop.domain.ids import JobId, SearchId, SightingId
from reid_desktop.ports.copies import Carried, PortableRequest
from tests.contract.store.builders import KEY, add, new_sighting
from tests.fakes.export import CountingJob
from tests.unit.adapters.store.test_audit import checked
from tests.unit.adapters.store.test_emptying import haystack
from tests.unit.app.inside import Inside

VECTOR = np.array([0.111, 0.222, 0.333, 0.444], "<f4")


@pytest.fixture
def case(inside: Inside, reviewed_case: Path) -> Path:
    """Sightings 1 to 5 in one item, 6 in another; 1 and 6 are decided about."""
    with closing(open_case(reviewed_case)) as store:
        with store.transaction("t") as writer:
            found = new_sighting()
            found.vector[:] = VECTOR
            writer.finish_media(add(writer, "needle-other.jpg"), KEY, [found], 1.0)
        [sighting] = store.sightings([SightingId(1)])
        [item] = store.media([sighting.media_id])
    crop = ThumbnailNames(reviewed_case / "thumbs").crop_path(item.sha256, sighting.box, sighting.best_s)
    crop.parent.mkdir(parents=True, exist_ok=True)
    crop.write_bytes(b"pixels")
    inside.must("decide", reviewed_case, "6", "--verdict", "excluded")
    inside.must("decide", reviewed_case, "1", "--verdict", "confirmed")
    inside.must("note", reviewed_case, "needle-note", "--sighting", "6")
    return reviewed_case


def test_a_part_holds_what_was_chosen_and_nothing_of_the_rest(
    inside: Inside, case: Path, tmp_path: Path
) -> None:
    out = tmp_path / "part.reidcase"
    assert b"needle-other" in haystack(case)
    told = inside.json("portable", case, "--out", out, "--decided", "confirmed", "--reason", "for the court")
    assert (told["sightings"], told["pictures"]) == (1, 1)
    inside_it = haystack(out)
    for gone in (b"needle-other", b"needle-note", VECTOR.tobytes()):
        assert gone not in inside_it
    [row] = inside.json("show", out, "sightings")
    assert (row["sighting_id"], row["decision"]) == (1, "confirmed")
    assert len(inside.json("show", out, "media")) == 1
    assert [d["sighting_id"] for d in inside.json("show", out, "decisions")] == [1]
    assert [s["search_id"] for s in inside.json("show", out, "searches")] == [1]
    picture = out.parent / "p.jpg"
    picture.write_bytes(b"x")
    refused = inside.run("search", out, "--probe", picture)
    assert (refused.code, "a part of a case for reading" in refused.err) == (1, True)
    with closing(open_case(out, read_only=True)) as store:
        assert check_log(list(store.audit()), store.log_heads()) == ()
        assert (store.integrity_problem(), store.protection_problem(), store.review_problem()) == (None,) * 3
    assert checked(out)[0] == 0, checked(out)[1]
    assert not list(tmp_path.glob(".*partial"))


def test_a_part_is_never_written_to(inside: Inside, case: Path, tmp_path: Path) -> None:
    out = tmp_path / "part.reidcase"
    inside.must("portable", case, "--out", out, "--search", "2")
    assert [s["search_id"] for s in inside.json("show", out, "searches")] == [1, 2]
    before = haystack(out)
    with pytest.raises(CaseReadOnlyError):
        open_case(out)
    refused = inside.run("decide", out, "1", "--verdict", "excluded")
    assert refused.code == 1
    assert haystack(out) == before
    assert inside.run("portable", case, "--out", out).code == 2
    assert inside.run("portable", case, "--out", tmp_path / "x", "--decided", "inconclusive").code == 2
    assert not (tmp_path / "x.reidcase").exists()
    actions = [row["action"] for row in inside.json("show", case, "audit")]
    assert "portable.made" in actions


def test_the_analysis_process_writes_a_part_that_the_window_asks_for(
    inside: Inside, case: Path, tmp_path: Path
) -> None:
    assert inside is not None
    request = PortableRequest(tmp_path / "asked.reidcase", SearchId(2), reason="for the defence")
    with closing(OpenCase(load_settings(), case)) as opened:
        answer = carry_out(opened, Run(JobId(1), "part", request), CountingJob())
    assert answer == Carried(tmp_path / "asked.reidcase", 3, 1)
    with pytest.raises(CaseReadOnlyError):
        open_case(tmp_path / "asked.reidcase")
