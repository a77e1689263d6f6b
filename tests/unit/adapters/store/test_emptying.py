"""A case whose time is over: nothing of it can be read from its files, and its log still holds."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from reid_desktop.adapters.store import create_case, open_case
from reid_desktop.adapters.store.emptying import LOGGED_AS, empty_case
from reid_desktop.adapters.store.wiping import wipe
from reid_desktop.domain.audit_log import check_log
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.errors import CaseBusyError, CaseError
from reid_desktop.domain.ledger import Entry, EntryKind
from reid_desktop.domain.review import Note, NoteTarget
from tests.contract.store.builders import EXHIBIT, FACTS, KEY, add, new_sighting, search_record
from tests.unit.adapters.store.test_audit import checked

AT = "2026-01-02T03:04:05.000Z"
NEEDLE = "needle-IMG_0001.jpg"
VECTOR = np.array([0.111, 0.222, 0.333, 0.444], "<f4")


def now() -> str:
    return AT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "a.reidcase"
    with closing(create_case(folder, FACTS, "adler")) as store, store.transaction("adler") as writer:
        writer.add_exhibit(Exhibit(EXHIBIT))
        found = new_sighting()
        found.vector[:] = VECTOR
        writer.finish_media(add(writer, NEEDLE), KEY, [found], 1.0)
        writer.keep_clip_progress(add(writer, "a clip in work"), KEY, 1.5, b"needle-state" + VECTOR.tobytes())
        writer.add_search(search_record())
        writer.add_note(Note(NoteTarget.case(), "needle-note", "adler", AT))
        writer.add_entry(Entry(EntryKind.POLICY, 0, {"gate": "off", "reasons": []}, "adler", AT))
        writer.add_entry(Entry(EntryKind.SNAPSHOT, 0, {"name": "needle-snap", "act": 0}, "adler", AT))
        writer.log("import", "EX-1")
    (folder / "thumbs" / "ab").mkdir(parents=True)
    (folder / "thumbs" / "ab" / "needle.jpg").write_bytes(b"needle-pixels")
    (folder / "case-before-schema-2.db").write_bytes(b"needle-old-copy")
    (folder / "engine.log").write_bytes(b"needle-trace")
    return folder


def haystack(folder: Path) -> bytes:
    """Return the names and bytes of all files of the case."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return b"".join(str(path.relative_to(folder)).encode() + path.read_bytes() for path in files)


def test_nothing_of_an_emptied_case_is_in_its_files(folder: Path) -> None:
    before = haystack(folder)
    assert b"needle" in before
    assert VECTOR.tobytes() in before
    deleted = empty_case(folder, "boss", "retention over", now)
    after = haystack(folder)
    assert b"needle" not in after
    assert VECTOR.tobytes() not in after
    assert (deleted["media"], deleted["sighting"], deleted["search"], deleted["note"]) == (2, 1, 1, 1)
    names = {path.name for path in folder.iterdir()}
    assert names == {"case.db", "log-head.json", "index", "thumbs", "exports"}


def test_the_log_of_an_emptied_case_holds_with_and_without_the_program(folder: Path) -> None:
    empty_case(folder, "boss", "retention over", now)
    with closing(open_case(folder)) as store:
        log = list(store.audit())
        assert [row.action for row in log] == ["case.create", "import", LOGGED_AS]
        assert check_log(log, store.log_heads()) == ()
        assert store.facts().number == FACTS.number
        assert (store.media_ids(), store.searches(), store.exhibits()) == ([], [], [])
        assert [entry.kind for entry in store.ledger(*EntryKind)] == [EntryKind.POLICY]
        assert store.protection_problem() is None
        assert store.integrity_problem() is None
    assert checked(folder)[0] == 0, checked(folder)[1]


def test_a_case_that_somebody_has_open_is_left_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reid_desktop.adapters.store.emptying.WAIT_MS", 50)
    with closing(open_case(folder)) as store:
        assert len(store.media_ids()) == 2
        with pytest.raises(CaseBusyError):
            empty_case(folder, "boss", "x", now)
        assert len(store.media_ids()) == 2
    assert b"needle-pixels" in haystack(folder)


def test_there_is_always_a_database(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path, _: Path) -> None:
        raise OSError(5, f"{path} was pulled")

    with monkeypatch.context() as pulled:
        pulled.setattr(Path, "replace", fail)
        with pytest.raises(CaseError):
            empty_case(folder, "boss", "x", now)
    with closing(open_case(folder)) as store:
        assert len(store.media_ids()) == 2
    empty_case(folder, "boss", "x", now)
    assert b"needle" not in haystack(folder)


def test_what_was_begun_is_finished_by_the_next(folder: Path) -> None:
    (folder / "case.db.emptied").write_bytes(b"half")
    (folder / "case.db.old").write_bytes(b"needle-left-over")
    empty_case(folder, "boss", "x", now)
    assert b"needle" not in haystack(folder)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.jpg"
    outside.write_bytes(b"keep")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "link").symlink_to(outside)
    (inside / "folder").symlink_to(tmp_path, target_is_directory=True)
    wipe(inside)
    assert (outside.read_bytes(), inside.exists()) == (b"keep", False)
