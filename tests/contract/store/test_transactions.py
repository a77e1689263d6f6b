"""The log, and what a transaction promises."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from reid_desktop.domain.audit_log import check_log
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.ids import ExhibitId
from reid_desktop.domain.media import Copy, FileOutcome, Outcome, RawFacts
from reid_desktop.ports.store import CaseStore
from tests.contract.store.builders import (
    EXHIBIT,
    KEY,
    add,
    inspection,
    new_sighting,
    search_record,
)
from tests.contract.store.conftest import Make


def test_the_log_is_a_chain(store: CaseStore) -> None:
    before = len(list(store.audit()))
    with store.transaction("B. Kowalski") as writer:
        writer.log("import", "EX-1", files=3, path=Path("/seized"))
        writer.log("search", "7\udcff", probe="ä'\"\x00")
    with store.transaction("adler") as writer:
        writer.log("export", "out.html")
    entries = list(store.audit())
    assert [(e.who, e.action, e.object) for e in entries[before:]] == [
        ("B. Kowalski", "import", "EX-1"),
        ("B. Kowalski", "search", "7\udcff"),
        ("adler", "export", "out.html"),
    ]
    assert '"files"' in entries[before].detail
    assert check_log(entries, store.log_heads()) == ()
    assert {problem.row for problem in check_log(entries[:-1], store.log_heads())} == {len(entries)}
    changed = replace(entries[-2], detail="{}")
    assert [p.row for p in check_log([*entries[:-2], changed, entries[-1]])] == [changed.audit_id]


def test_a_transaction_is_all_or_nothing(make: Make) -> None:
    heard: list[ChangeSet] = []
    store = make(lambda changes: heard.append(changes))

    def fail_halfway() -> None:
        with store.transaction("adler") as writer:
            writer.add_exhibit(Exhibit(EXHIBIT))
            add(writer, "a")
            writer.log("import", "EX-1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_halfway()
    assert (store.exhibits(), store.media_ids(), heard) == ([], [], [])
    with store.transaction("adler") as writer:
        writer.add_exhibit(Exhibit(EXHIBIT))
    assert heard == [ChangeSet(exhibits=frozenset({EXHIBIT}))]


def test_a_commit_announces_what_it_touched(make: Make) -> None:
    heard: list[ChangeSet] = []
    store = make(lambda changes: heard.append(changes))
    with store.transaction("adler") as writer:
        writer.add_exhibit(Exhibit(EXHIBIT))
        media_id = add(writer, "a")
    with store.transaction("adler") as writer:
        ids = writer.finish_media(media_id, KEY, [new_sighting()], 1.0)
        assert heard[1:] == []
    with store.transaction("adler") as writer:
        search_id = writer.add_search(search_record())
    with store.transaction("adler") as writer:
        writer.finish_media(media_id, KEY, [new_sighting()], 1.0)
        writer.add_media(inspection("a"), None, None)
    assert heard == [
        ChangeSet(media=frozenset({media_id}), exhibits=frozenset({EXHIBIT}), case=True),
        ChangeSet(media=frozenset({media_id}), sightings=frozenset(ids)),
        ChangeSet(searches=frozenset({search_id})),
    ]


def test_a_transaction_reads_its_own_writes(store: CaseStore) -> None:
    with store.transaction("adler") as writer:
        media_id = add(writer, "a")
        assert store.media_ids() == [media_id]
        assert store.known_copy(EXHIBIT, "/seized/a") is not None


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(), max_size=20))
@example("'; DROP TABLE copy; --")
@example("\udcff\udc80.jpg")
@example("a\x00b")
@example("\ud83d\ude00 and \ud800")
@example("")
def test_every_text_survives(store: CaseStore, text: str) -> None:
    path = f"/seized/{text}"
    with store.transaction(text) as writer:
        source = writer.add_source(EXHIBIT, path, "folder")
        media_id, _ = writer.add_media(
            replace(inspection(text), facts=RawFacts(model="", warnings=("",))), None, None
        )
        writer.add_copy(media_id, Copy(EXHIBIT, source, path, text, 1, 1))
        writer.add_outcome(source, FileOutcome(path, Outcome.FAILED, text))
        writer.add_exhibit(Exhibit(ExhibitId(text), text, text, text, text or None))
        writer.log(text, text, text=text)
    known = store.known_copy(EXHIBIT, path)
    assert known is not None
    assert (known.path, known.device_path) == (path, text)
    assert list(store.outcomes(source)) == [FileOutcome(path, Outcome.FAILED, text)]
    assert Exhibit(ExhibitId(text), text, text, text, text or None) in store.exhibits()
    last = list(store.audit())[-1]
    assert (last.who, last.action, last.object) == (text, text, text)
    assert check_log(store.audit(), store.log_heads()) == ()
