"""Making and opening cases: every way it can go wrong has its sentence."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from contextlib import closing
from pathlib import Path

import pytest

from reid_desktop.adapters.store import create_case, open_case
from reid_desktop.domain.audit_log import check_log
from reid_desktop.domain.case import CaseFacts, Exhibit
from reid_desktop.domain.errors import CaseBusyError, CaseError
from reid_desktop.domain.ids import ExhibitId

FACTS = CaseFacts("2024-17", "Harbour \udcff", "D. Adler")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "größe {0} %20 #x?.reidcase"
    create_case(path, FACTS, "adler").close()
    return path


def test_a_new_case_has_its_folders_and_first_log_row(folder: Path) -> None:
    assert {p.name for p in folder.iterdir()} == {"case.db", "log-head.json", "index", "thumbs", "exports"}
    with closing(open_case(folder)) as store:
        facts = store.facts()
        (entry,) = store.audit()
        assert store.integrity_problem() is None
        assert check_log(store.audit(), store.log_heads()) == ()
    assert (facts.number, facts.title, facts.examiner) == (FACTS.number, FACTS.title, FACTS.examiner)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", facts.created_utc)
    assert (entry.who, entry.action) == ("adler", "case.create")


def test_there_is_no_second_case_in_a_folder(folder: Path) -> None:
    with pytest.raises(CaseError, match="already a case"):
        create_case(folder, FACTS, "adler")


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").touch()
    with pytest.raises(CaseError, match="not empty"):
        create_case(tmp_path, FACTS, "adler")
    assert [p.name for p in tmp_path.iterdir()] == ["photo.jpg"]


def test_a_case_cannot_stand_on_a_file(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(CaseError, match="drive"):
        create_case(file / "a.reidcase", FACTS, "adler")


def test_no_case_no_opening(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="There is no case"):
        open_case(tmp_path / "missing.reidcase")
    with pytest.raises(CaseError, match="not a case folder"):
        open_case(tmp_path)


def test_a_file_that_is_no_database(folder: Path) -> None:
    (folder / "case.db").write_bytes(b"holiday pictures" * 1000)
    with pytest.raises(CaseError, match="damaged"):
        open_case(folder)
    (folder / "case.db").write_bytes(b"")
    with pytest.raises(CaseError, match="not a case folder"):
        open_case(folder)


def test_damage_inside_is_told(folder: Path) -> None:
    path = folder / "case.db"
    content = bytearray(path.read_bytes())
    content[8192 : 8192 * 6] = b"\xa5" * (8192 * 5)
    path.write_bytes(content)
    with closing(open_case(folder, read_only=True)) as store:
        assert "damaged" in (store.integrity_problem() or "")


def test_a_loose_row_is_told(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "case.db")) as connection:
        connection.execute("INSERT INTO source VALUES (1, 999, '/x', 'folder')")
        connection.commit()
    with closing(open_case(folder)) as store:
        assert store.integrity_problem() == (
            "The database is inconsistent: a row of source points at a missing row of exhibit."
        )


def test_reading_only_writes_nothing(folder: Path) -> None:
    before = (folder / "case.db").read_bytes()
    with closing(open_case(folder, read_only=True)) as store:
        with pytest.raises(CaseError, match="reading only"), store.transaction("adler"):
            pass
        assert store.facts().number == FACTS.number
        with pytest.raises(CaseError, match="cannot be written"):
            store._database.rows("DELETE FROM audit")
    assert (folder / "case.db").read_bytes() == before


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the super-user may write everywhere")
def test_a_write_protected_copy_can_be_read(folder: Path) -> None:
    (folder / "case.db").chmod(0o444)
    folder.chmod(0o555)
    try:
        with pytest.raises(CaseError, match="cannot be written to"):
            open_case(folder)
        with closing(open_case(folder, read_only=True)) as store:
            assert store.facts().number == FACTS.number
    finally:
        folder.chmod(0o755)


READ_AS_NOBODY = """
import os, sys
from pathlib import Path
from reid_desktop.adapters.store import open_case
from reid_desktop.domain.errors import CaseError
os.setgroups([]); os.setgid(65534); os.setuid(65534)
folder = Path(sys.argv[1])
try:
    open_case(folder)
except CaseError as error:
    print(error)
print(open_case(folder, read_only=True).facts().number)
"""


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only the super-user may become another")
def test_another_user_s_case_can_be_read(folder: Path) -> None:
    public = Path(tempfile.mkdtemp())  # pytest's own folder is private
    try:
        shutil.copytree(folder, public / "a.reidcase")
        public.chmod(0o755)
        done = subprocess.run(
            [sys.executable, "-c", READ_AS_NOBODY, str(public / "a.reidcase")],
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        shutil.rmtree(public)
    assert "cannot be written to" in done.stdout, done.stderr
    assert done.stdout.endswith("2024-17\n")


def test_a_closed_case_says_so(folder: Path) -> None:
    store = open_case(folder)
    store.close()
    store.close()
    with pytest.raises(CaseError, match="has been closed"):
        store.facts()


def test_closing_ends_the_reads_of_other_threads_cleanly(folder: Path) -> None:
    store, failures = open_case(folder), []

    def read() -> None:
        try:
            while True:
                store.facts()
        except CaseError as error:
            failures.append(str(error))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    store.close()
    for thread in threads:
        thread.join(10)
    assert len(failures) == 4
    assert all("has been closed" in failure for failure in failures)


def test_a_held_case_is_busy(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reid_desktop.adapters.store.database.BUSY_TIMEOUT_S", 0.05)
    with closing(open_case(folder)) as store, closing(sqlite3.connect(folder / "case.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(CaseBusyError, match="Another program holds"), store.transaction("adler"):
            pass
        assert store.facts().number == FACTS.number
        other.rollback()
        with store.transaction("adler") as writer:
            writer.log("note", "x")


def test_one_transaction_at_a_time_in_a_thread(folder: Path) -> None:
    with (
        closing(open_case(folder)) as store,
        store.transaction("adler"),
        pytest.raises(RuntimeError, match="open already"),
        store.transaction("adler"),
    ):
        pass


def test_a_value_too_large_is_refused(folder: Path) -> None:
    with closing(open_case(folder)) as store:
        with pytest.raises(CaseError, match="refused"), store.transaction("adler") as writer:
            writer.add_exhibit(Exhibit(ExhibitId("E"), clock_offset_s=float("nan")))
        assert store.exhibits() == []


def test_a_connection_ends_with_its_thread(folder: Path) -> None:
    with closing(open_case(folder)) as store:
        for _ in range(20):
            thread = threading.Thread(target=store.facts)
            thread.start()
            thread.join()
        assert len(store._database._all) == 1
