"""What is purged can no longer be read from the files, and the log still holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from reid_desktop.adapters.store import SqliteCaseStore, create_case, open_case
from reid_desktop.domain.alarms import Verdict
from reid_desktop.domain.audit_log import check_log
from reid_desktop.domain.errors import CaseBusyError
from reid_desktop.domain.ids import AlarmId, DecisionId, PersonId, ProbeId, SearchId, SightingId
from reid_desktop.domain.ledger import Entry, EntryKind
from reid_desktop.domain.persons import PersonAct, PersonProbe, PersonVerb
from reid_desktop.domain.query import Candidate
from reid_desktop.domain.review import DECISION, About, Act, Note, NoteTarget
from tests.contract.store.builders import FACTS, KEY, search_record
from tests.contract.store.test_alarms import ALARM
from tests.contract.store.twins import fill
from tests.unit.adapters.store.test_audit import checked

AT = "2026-01-02T03:04:05.000Z"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A case with two searches and decisions made in each, and one in none."""
    folder = tmp_path / "a.reidcase"
    with closing(create_case(folder, FACTS, "adler")) as store:
        fill(store)
        with store.transaction("adler") as writer:
            for examiner in ("needle-one", "needle-two"):
                found = (Candidate(1, SightingId(2), 0.5),)
                search = writer.add_search(search_record(found, None))
                about = About(search)
                act = Act(DECISION, 1, "adler", AT, f"{examiner}-reason", about, {"gait": examiner})
                writer.mark([(act, [SightingId(2), SightingId(3)])])
            writer.mark([(Act(DECISION, 2, "adler", AT), [SightingId(3)])])
            look = Entry(EntryKind.SECOND_LOOK, 1, {"items": "needle-one-look"}, "adler", AT)
            answer = Entry(EntryKind.SECOND_ANSWER, writer.add_entry(look), {"v": "needle-one-said"}, "b", AT)
            writer.add_entry(answer)
            writer.add_entry(Entry(EntryKind.SECOND_LOOK, 2, {"items": "needle-two-look"}, "adler", AT))
            writer.log("x", "y")
    with closing(sqlite3.connect(folder / "case.db")) as connection:
        connection.execute("INSERT INTO search_probe VALUES (1, 0, ?)", (b"needle-one-vector",))
        connection.execute("INSERT INTO id_set VALUES ('ab', ?)", (b"needle-one-ids",))
        connection.execute("INSERT INTO search_left_out VALUES (1, 'filtered_out', 1, 'ab')")
        connection.commit()
    return folder


def raw(folder: Path) -> bytes:
    """Return all bytes of all files of the case."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def purge(folder: Path, *searches: int, alarms: Sequence[AlarmId] = ()) -> None:
    with closing(open_case(folder)) as store:
        store.purge_results([SearchId(n) for n in searches], alarms, {}, "adler", {"reason": "refused"})


def test_a_purged_search_is_gone_from_every_file(folder: Path) -> None:
    assert b"needle-one" in raw(folder)
    purge(folder, 1)
    assert b"needle-one" not in raw(folder)
    assert b"needle-two" in raw(folder)
    with closing(open_case(folder)) as store:
        assert [search.search_id for search in store.searches()] == [2]
        assert [d.about.search_id for d in store.decisions([SightingId(2), SightingId(3)])] == [2, 2, None]
        assert store.review_table(KEY).verdict.tolist() == [0, 1, 2, 0, 0]
        assert store.protection_problem() is None
        assert store.review_problem() is None
        assert store.integrity_problem() is None
        assert [entry.subject for entry in store.ledger(*EntryKind)] == [2]
        assert check_log(list(store.audit()), store.log_heads()) == ()


def test_what_counts_after_a_purge_is_what_was_said_before_it(folder: Path) -> None:
    purge(folder, 2)
    with closing(open_case(folder)) as store:
        assert store.review_table(KEY).verdict.tolist() == [0, 1, 2, 0, 0]
    purge(folder, 1)
    with closing(open_case(folder)) as store:
        assert store.review_table(KEY).verdict.tolist() == [0, 0, 2, 0, 0]


def test_numbers_of_what_was_purged_are_not_given_again(folder: Path) -> None:
    with closing(open_case(folder)) as store, store.transaction("adler") as writer:
        writer.add_note(Note(NoteTarget.decision(DecisionId(3)), "needle-one-note", "adler", AT))
        note = writer.add_note(Note(NoteTarget.decision(DecisionId(5)), "stays", "adler", AT))
        newest = writer.mark([(Act(DECISION, 1, "adler", AT, about=About(SearchId(2))), [SightingId(1)])])
        entry = writer.add_entry(Entry(EntryKind.SECOND_LOOK, 2, {}, "adler", AT))
    purge(folder, 1, 2)
    with closing(open_case(folder)) as store, store.transaction("adler") as writer:
        assert writer.add_search(search_record()) == 3, "the log tells of a search 2"
        assert writer.mark([(Act(DECISION, 1, "adler", AT), [SightingId(1)])]) == newest + 1
        assert writer.add_entry(Entry(EntryKind.POLICY, 0, {}, "adler", AT)) == entry + 1
        assert writer.add_note(Note(NoteTarget.case(), "x", "adler", AT)) == note + 1
    with closing(open_case(folder)) as store:
        [said] = store.decisions([SightingId(1)])
        assert said.decision_id == 7


def test_a_purged_step_that_was_undone_takes_nothing_said_later_with_it(folder: Path) -> None:
    with closing(open_case(folder)) as store, store.transaction("adler") as writer:
        about = About(SearchId(2))
        step = writer.mark([(Act(DECISION, 1, "adler", AT, about=about), [SightingId(1)])])
        writer.undo(step, "adler", AT, "needle-undone")
    purge(folder, 2)
    assert b"needle-undone" not in raw(folder)
    with closing(open_case(folder)) as store, store.transaction("adler") as writer:
        writer.mark([(Act(DECISION, 1, "adler", AT), [SightingId(1)])])
    with closing(open_case(folder)) as store:
        assert [said.is_current for said in store.decisions([SightingId(1)])] == [True]
        assert store.review_problem() is None


def test_notes_about_purged_decisions_go_with_them(folder: Path) -> None:
    with closing(open_case(folder)) as store, store.transaction("adler") as writer:
        first = writer.add_note(Note(NoteTarget.decision(DecisionId(1)), "needle-one-note", "adler", AT))
        target = NoteTarget.decision(DecisionId(1))
        writer.add_note(Note(target, "needle-one-again", "adler", AT, replaces=first))
        writer.add_note(Note(NoteTarget.decision(DecisionId(5)), "needle-stays", "adler", AT))
    purge(folder, 1)
    assert b"needle-one" not in raw(folder)
    assert b"needle-stays" in raw(folder)


def test_purged_alarms_are_gone_with_their_decisions_and_the_others_stay(folder: Path) -> None:
    with closing(open_case(folder)) as store, store.transaction("adler") as writer:
        writer.add_person_probe(PersonProbe(ProbeId(0), PersonId(1), "a", "ab" * 32, None), b"png")
        for reason in ("alarm-stays", "alarm-goes"):
            alarm = writer.add_alarm(ALARM)
            writer.add_alarm_decision(alarm, Verdict.UNSURE, reason)
    purge(folder, alarms=[alarm])
    assert b"alarm-goes" not in raw(folder)
    assert b"alarm-stays" in raw(folder)
    with closing(open_case(folder)) as store, store.transaction("adler") as writer:
        assert writer.add_alarm(ALARM) == 3
        assert store.protection_problem() is None
    with closing(open_case(folder)) as store:
        assert [one.alarm.alarm_id for one in store.alarms()] == [1, 3]
        assert "1 alarms" in next(row.object for row in store.audit() if row.action == "purge.searches")


def test_a_purge_takes_along_what_was_said_because_of_an_alarm_and_the_copies_of_updates(
    folder: Path,
) -> None:
    (folder / "case-before-schema-9.db").write_bytes(b"needle-copy")
    with closing(open_case(folder)) as store:
        with store.transaction("adler") as writer:
            writer.add_person_event(PersonAct(PersonVerb.ADDED, text="A"), "")
            said = PersonAct(PersonVerb.CONFIRMED, PersonId(1), "alarm 7", sightings=(SightingId(4),))
            event = writer.add_person_event(said, "like")
        less = {event.event_id: replace(said, sightings=())}
        store.purge_results([], [AlarmId(7)], less, "adler", {"reason": "refused"})
        assert [one.act.sightings for one in store.person_events()] == [(), ()]
        assert store.protection_problem() is None
    assert b"needle-copy" not in raw(folder)
    assert checked(folder)[0] == 0, checked(folder)[1]


def test_the_check_without_the_program_knows_of_the_purge(folder: Path) -> None:
    purge(folder, 1)
    assert checked(folder)[0] == 0, checked(folder)[1]


def test_a_reader_that_keeps_traces_alive_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reid_desktop.adapters.store.purging.WAIT_MS", 50)
    with closing(sqlite3.connect(folder / "case.db")) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT COUNT(*) FROM search").fetchone() == (2,)
        with pytest.raises(CaseBusyError, match="traces are left"):
            purge(folder, 1)
        reader.execute("ROLLBACK")
    assert b"needle-one" not in raw(folder), "the last one to close the case takes the traces along"
    with closing(open_case(folder)) as store:
        assert [search.search_id for search in store.searches()] == [2]


def test_rows_stay_protected_after_a_purge(folder: Path) -> None:
    purge(folder, 1)
    with closing(sqlite3.connect(folder / "case.db")) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute("DELETE FROM search")


def test_a_purge_that_fails_halfway_leaves_everything(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("reid_desktop.adapters.store.purging._protect", broken)
    with closing(open_case(folder)) as store:
        assert isinstance(store, SqliteCaseStore)
        with pytest.raises(ZeroDivisionError):
            store.purge_results([SearchId(1)], [], {}, "adler", {})
        assert len(store.searches()) == 2
        assert store.protection_problem() is None
