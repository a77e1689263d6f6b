"""Killed, out of space, several at once: the case stays whole."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from reid_desktop.adapters.store import SqliteCaseStore, create_case, database, open_case
from reid_desktop.domain.audit_log import check_log
from reid_desktop.domain.case import CaseFacts, Exhibit
from reid_desktop.domain.errors import CaseBusyError, CaseError
from reid_desktop.domain.ids import ExhibitId
from reid_desktop.domain.media import Copy, FileOutcome, Inspection, MediaKind, Outcome

FACTS = CaseFacts("2024-17", "Harbour", "D. Adler")
EXHIBIT = ExhibitId("EX-1")
KEY = "detector + embedder"

posix = pytest.mark.skipif(os.name == "nt", reason="needs signals and limits of POSIX")

WRITER = """
import sys
from pathlib import Path
import numpy as np
from reid_desktop.adapters.store import open_case
from reid_desktop.domain.errors import CaseBusyError, CaseError
from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.media import Copy, FileOutcome, Inspection, MediaKind, Outcome
from reid_desktop.domain.sighting import NewSighting, Quality

KEY, PER_BATCH = "detector + embedder", 5
store = open_case(Path(sys.argv[1]))
name, batches = sys.argv[2], int(sys.argv[3])
sighting = NewSighting(Box(1, 2, 3, 4), Size(5, 6), 0.5, Quality(0.5, 2, 1.0, False), np.ones(64, np.float32))

def batch(number):
    with store.transaction(name) as writer:
        source = writer.add_source("EX-1", "/seized", "folder")
        for place in range(PER_BATCH):
            key = f"{name}-{number}-{place}"
            media, _ = writer.add_media(Inspection(key, 1, MediaKind.PHOTO, "jpeg"), None, None)
            writer.add_copy(media, Copy("EX-1", source, "/seized/" + key, key, 1, 1))
            writer.add_outcome(source, FileOutcome("/seized/" + key, Outcome.IMPORTED))
            writer.finish_media(media, KEY, [sighting, sighting], 1.0)
        writer.log("batch", str(number))
"""

WRITE_ON = (
    WRITER
    + """
for number in range(batches):
    batch(number)
    print(number + 1, flush=True)
"""
)

DIE_IN_MID_TRANSACTION = (
    WRITER
    + """
import os, signal
batch(0)
store._database._held().connection.execute("PRAGMA cache_spill = 1")
with store.transaction(name) as writer:
    for number in range(3000):
        writer.add_media(Inspection(f"lost-{number}" * 50, 1, MediaKind.PHOTO, "jpeg"), None, None)
    writer.log("batch", "lost")
    os.kill(os.getpid(), signal.SIGKILL)
"""
)

OUT_OF_SPACE = (
    WRITER
    + """
import resource
batch(0)
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
try:
    for number in range(1, batches):
        batch(number)
except CaseError as error:
    print(type(error).__name__, error)
print(store.counts(KEY).media)
"""
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "a.reidcase"
    with closing(create_case(path, FACTS, "adler")) as store, store.transaction("adler") as writer:
        writer.add_exhibit(Exhibit(EXHIBIT))
    return path


def start(code: str, folder: Path, name: str, batches: int = 1_000_000) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, str(folder), name, str(batches)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def check_whole(store: SqliteCaseStore) -> int:
    """Return the number of items, having checked that every one is complete and the case sound."""
    assert store.integrity_problem() is None
    assert check_log(store.audit(), store.log_heads()) == ()
    counts = store.counts(KEY)
    assert (counts.copies, counts.analysed, counts.sightings) == (
        counts.media,
        counts.media,
        2 * counts.media,
    )
    assert sum(entry.action == "batch" for entry in store.audit()) * 5 == counts.media
    ids, vectors = store.vectors(KEY)
    assert (len(ids), len(vectors)) == (counts.sightings, counts.sightings)
    return counts.media


@posix
@pytest.mark.parametrize("after", [1, 7, 20])
def test_killed_between_and_in_commits_nothing_committed_is_lost(folder: Path, after: int) -> None:
    child = start(WRITE_ON, folder, "a")
    assert child.stdout is not None
    for _ in range(after):
        committed = int(child.stdout.readline())
    child.send_signal(signal.SIGKILL)
    child.communicate()
    with closing(open_case(folder)) as store:
        assert check_whole(store) >= committed * 5


@posix
def test_killed_in_mid_transaction_nothing_of_it_stays(folder: Path) -> None:
    child = start(DIE_IN_MID_TRANSACTION, folder, "a")
    _, errors = child.communicate(timeout=60)
    assert child.returncode == -signal.SIGKILL, errors
    with closing(open_case(folder)) as store:
        assert check_whole(store) == 5
        with store.transaction("adler") as writer:
            writer.add_media(Inspection("next", 1, MediaKind.PHOTO, "jpeg"), None, None)


def test_two_processes_write_and_this_one_reads(folder: Path) -> None:
    children = [start(WRITE_ON, folder, name, 25) for name in "ab"]
    seen = [0]
    with closing(open_case(folder, read_only=True)) as reader:
        while any(child.poll() is None for child in children):
            counts = reader.counts(KEY)
            assert counts.media >= seen[-1]
            assert counts.sightings == 2 * counts.media, "a read saw half a transaction"
            seen.append(counts.media)
        for child in children:
            _, errors = child.communicate()
            assert child.returncode == 0, errors
        assert check_whole(reader) == 250


def test_threads_write_and_read_at_once(folder: Path) -> None:
    heard: list[int] = []
    with closing(open_case(folder, listener=lambda changes: heard.append(len(changes.media)))) as store:

        def write(name: str) -> None:
            for number in range(20):
                with store.transaction(name) as writer:
                    for place in range(3):
                        content = Inspection(f"{name}-{number}-{place}", 1, MediaKind.PHOTO, "jpeg")
                        writer.add_media(content, None, None)
                assert store.counts(None).media % 3 == 0

        threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert store.counts(None).media == 240
    assert heard == [3] * 80


def test_two_processes_do_the_same_work_once(folder: Path) -> None:
    """The same items found and analysed by both: the second finds them done."""
    children = [start(WRITE_ON, folder, "same", 10) for _ in range(2)]
    for child in children:
        _, errors = child.communicate()
        assert child.returncode == 0, errors
    with closing(open_case(folder)) as store:
        counts = store.counts(KEY)
        assert (counts.media, counts.copies, counts.analysed, counts.sightings) == (50, 50, 50, 100)
        assert len(list(store.outcomes())) == 50


@posix
def test_without_space_the_sentence_comes_and_what_was_there_stays(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", OUT_OF_SPACE, str(folder), "a", "500"],
        capture_output=True,
        text=True,
        check=True,
    )
    sentence, media = done.stdout.splitlines()
    assert sentence.startswith("CaseError The drive of the case"), done.stdout
    with closing(open_case(folder)) as store:
        assert check_whole(store) == int(media) > 0


def test_a_full_disk_is_called_so_and_writing_goes_on_when_there_is_space(folder: Path) -> None:
    with closing(open_case(folder)) as store:
        connection = store._database._held().connection
        (pages,) = connection.execute("PRAGMA page_count").fetchone()

        def write(name: str, count: int) -> None:
            with store.transaction("adler") as writer:
                source = writer.add_source(EXHIBIT, "/seized", "folder")
                for number in range(count):
                    path = f"/seized/{name}/{number}"
                    media, _ = writer.add_media(Inspection(path, 1, MediaKind.PHOTO, "jpeg"), None, None)
                    writer.add_copy(media, Copy(EXHIBIT, source, path, path, 1, 1))
                    writer.add_outcome(source, FileOutcome(path, Outcome.IMPORTED))

        write("early", 5)
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(CaseError) as caught:
            write("much", 5000)
        assert str(caught.value) == "The disk is full; free some space and start again, nothing is lost."
        assert isinstance(caught.value.__cause__, sqlite3.OperationalError)
        assert store.counts(None).media == 5
        connection.execute("PRAGMA max_page_count = 1000000")
        write("much", 100)
        assert store.counts(None).media == 105
        assert store.integrity_problem() is None


def test_what_is_logged_is_forced_onto_the_disk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forced, force = [], os.fsync

    def note_and_force(descriptor: int) -> None:
        forced.append(descriptor)
        force(descriptor)

    monkeypatch.setattr(os, "fsync", note_and_force)
    with closing(open_case(folder)) as store:
        with store.transaction("adler") as writer:
            writer.add_source(EXHIBIT, "/seized", "folder")
        assert not forced
        with store.transaction("adler") as writer:
            writer.log("decision", "sighting 1")
        assert len(forced) == 1


TMPFS = """
import sys
from pathlib import Path
from reid_desktop.adapters.store import create_case
from reid_desktop.domain.case import CaseFacts
from reid_desktop.domain.errors import CaseBusyError, CaseError
from reid_desktop.domain.media import Inspection, MediaKind
store = create_case(Path(sys.argv[1]) / "a.reidcase", CaseFacts("1", "t", "e"), "adler")
done = 0
try:
    for done in range(100_000):
        with store.transaction("adler") as writer:
            writer.add_media(Inspection(f"{done}" * 200, 1, MediaKind.PHOTO, "jpeg"), None, None)
except CaseError as error:
    print(error)
print(store.counts(None).media == done, store.integrity_problem())
"""


@posix
def test_a_really_full_disk(tmp_path: Path) -> None:
    mount = 'mount -t tmpfs -o size=2m none "$1" && exec "$2" -c "$3" "$1"'
    try:
        done = subprocess.run(
            ["unshare", "-rm", "sh", "-c", mount, "sh", str(tmp_path), sys.executable, TMPFS],
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        pytest.skip("there is no `unshare` here")
    if done.returncode and "Traceback" not in done.stderr:
        pytest.skip(f"a small disk cannot be mounted here: {done.stderr.strip()}")
    assert done.stdout.splitlines() == [
        "The disk is full; free some space and start again, nothing is lost.",
        "True None",
    ], done.stderr


def test_a_case_that_another_program_keeps_locked_is_told_and_left_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_case(tmp_path / "c", FACTS, "D. Adler").close()
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0.1)
    with closing(open_case(tmp_path / "c")) as store:
        rows = len(list(store.audit()))
        other = sqlite3.connect(tmp_path / "c" / "case.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(CaseBusyError, match=r"\.$"), store.transaction("D. Adler") as writer:
            writer.add_exhibit(Exhibit(EXHIBIT))
        assert store.exhibits() == []
        other.execute("ROLLBACK")
        other.close()
        with store.transaction("D. Adler") as writer:
            writer.add_exhibit(Exhibit(EXHIBIT))
            writer.log("exhibit.added", EXHIBIT)
        assert len(list(store.audit())) == rows + 1
        assert store.integrity_problem() is None
