"""Reading decisions, tags, grades, bookmarks and notes."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.ids import ActId, DecisionId, NoteId, SearchId, SightingId
from reid_desktop.domain.review import (
    ANYTHING,
    PRESETS,
    About,
    Act,
    Decision,
    GradeLevel,
    GradeSet,
    Looked,
    Note,
    NoteKind,
    NoteTarget,
    SightingReview,
    Slot,
    SlotKind,
    verdict_of,
    with_successors,
)
from reid_desktop.domain.undoing import Deed, Step
from reid_desktop.ports.review import ReviewTable, Said

from .database import Database, rows_of
from .reading import id_list, model_id_of
from .rows import restored, stored
from .schema_review import BOOKMARK_SLOT, DECISION_SLOT

AMONG = "IN (SELECT value FROM json_each(?))"

_DECISIONS = f"""
    SELECT item.item_id, item.sighting_id, said.*,
           said.group_id IN (SELECT group_id FROM review_undone) AS undone
    FROM review_item AS item JOIN review_act AS said USING (act_id)
    WHERE said.slot_id = {DECISION_SLOT} AND item.sighting_id {AMONG} ORDER BY item.item_id
"""
_FOLLOWS = """
    SELECT slot_id, sighting_id, item_id, code FROM (
        SELECT said.slot_id, item.sighting_id, MAX(item.item_id) AS item_id, said.code
        FROM review_item AS item JOIN review_act AS said USING (act_id)
        WHERE said.group_id NOT IN (SELECT group_id FROM review_undone)
        GROUP BY said.slot_id, item.sighting_id
    ) WHERE code IS NOT NULL
"""
_UNDONE = """
    SELECT of_group FROM (SELECT of_group, MAX(act_id), deed FROM review_act
    WHERE of_group IS NOT NULL GROUP BY of_group) WHERE deed = 'undo'
"""
_IDS = np.dtype([("id", "i8")])
_CODES = np.dtype([("id", "i8"), ("code", "i2")])
_UNSOUND = (
    "What counts of the decisions, tags and grades does not follow from what was said: "
    "{rows} entries differ. Someone changed the case with another program."
)


class ReviewReading:
    """Answers about what examiners said."""

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database

    def known_sightings(self, ids: Sequence[SightingId]) -> NDArray[np.int64]:
        """Return those of the ids that the case has, ascending, each once."""
        with self._database.reading() as connection:
            found = connection.execute(
                f"SELECT sighting_id FROM sighting WHERE sighting_id {AMONG} ORDER BY sighting_id",
                (id_list(ids),),
            )
            return np.fromiter((i for (i,) in found), np.int64)

    def review_table(self, model_key: str, about: About = ANYTHING, grade_set: str = "vic") -> ReviewTable:
        """Return the review of all sightings of a model key as columns."""
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT sighting_id FROM sighting WHERE model_id = ? ORDER BY sighting_id",
                (model_id_of(connection, model_key),),
            )
            ids = np.fromiter(found, _IDS)[
                "id"
            ]  # a generator over a million rows would keep the window waiting
            verdicts = _codes(connection, *decided_sql(about))
            bookmarks = _codes(
                connection, "SELECT sighting_id, 1 FROM review_state WHERE slot_id = ?", (BOOKMARK_SLOT,)
            )
            tagged = _codes(
                connection,
                "SELECT DISTINCT sighting_id, 1 FROM review_state JOIN review_slot USING (slot_id) "
                "WHERE kind = 'tag'",
            )
            grades = _codes(
                connection,
                "SELECT sighting_id, code + 1 FROM review_state JOIN review_slot USING (slot_id) "
                "WHERE kind = 'grade' AND name = ?",
                (stored(grade_set),),
            )
        return ReviewTable(
            ids,
            _column(ids, verdicts).astype(np.uint8),
            (_column(ids, grades) - 1).astype(np.int8),
            _column(ids, bookmarks).astype(np.bool_),
            _column(ids, tagged).astype(np.bool_),
        )

    def reviews(self, ids: Sequence[SightingId]) -> list[SightingReview]:
        """Return what counts now for each sighting, in that order."""
        wanted = id_list(ids)
        tags: defaultdict[int, list[str]] = defaultdict(list)
        grades: defaultdict[int, dict[str, int]] = defaultdict(dict)
        bookmarked: set[int] = set()
        counting: dict[int, int] = {}
        with self._database.reading() as connection:
            for row in rows_of(
                connection,
                "SELECT kind, name, sighting_id, item_id, code FROM review_state "
                f"JOIN review_slot USING (slot_id) WHERE sighting_id {AMONG} ORDER BY slot_id",
                (wanted,),
            ):
                kind, sighting_id = row["kind"], row["sighting_id"]
                if kind == SlotKind.DECISION:
                    counting[sighting_id] = row["item_id"]
                elif kind == SlotKind.BOOKMARK:
                    bookmarked.add(sighting_id)
                elif kind == SlotKind.TAG:
                    tags[sighting_id].append(restored(row["name"]))
                else:
                    grades[sighting_id][restored(row["name"])] = row["code"]
            decisions = {one.decision_id: one for one in self._decisions(connection, wanted)}
            notes = _note_counts(connection, wanted)
        return [
            SightingReview(
                i,
                decisions.get(DecisionId(counting.get(i, 0))),
                tuple(sorted(tags.get(i, ()))),
                grades.get(i, {}),
                i in bookmarked,
                notes.get(i, 0),
            )
            for i in ids
        ]

    def decisions(self, ids: Sequence[SightingId]) -> list[Decision]:
        """Return every decision ever made about these sightings, oldest first."""
        with self._database.reading() as connection:
            return self._decisions(connection, id_list(ids))

    def decided(self) -> NDArray[np.int64]:
        """Return the sightings about which any decision was ever made, ascending."""
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT DISTINCT sighting_id FROM review_item JOIN review_act USING (act_id) "
                f"WHERE slot_id = {DECISION_SLOT} ORDER BY sighting_id"
            )
            return np.fromiter((i for (i,) in found), np.int64)

    def decision(self, decision_id: DecisionId) -> Decision | None:
        """Return one decision, None if there is no such."""
        rows = self._database.rows("SELECT sighting_id FROM review_item WHERE item_id = ?", (decision_id,))
        found = self.decisions([SightingId(row["sighting_id"]) for row in rows])
        return next((one for one in found if one.decision_id == decision_id), None)

    def said_since(self, act_id: ActId | None, leave_out: str) -> NDArray[np.int64]:
        """Return the sightings about which anyone but `leave_out` said something after an act, ascending."""
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT DISTINCT sighting_id FROM review_act AS said JOIN review_act AS act "
                "ON act.group_id = ifnull(said.of_group, said.group_id) AND act.deed = 'mark' "
                "JOIN review_item AS item ON item.act_id = act.act_id "
                "WHERE said.act_id > ? AND said.author != ? ORDER BY sighting_id",
                (act_id or 0, stored(leave_out)),
            )
            return np.fromiter((i for (i,) in found), np.int64)

    def said_until(self, act_id: int | None) -> list[Said]:
        """Return all that counted once an act was made (None: now), oldest first."""
        last = 2**62 if act_id is None else act_id
        undone = (
            "SELECT of_group FROM (SELECT of_group, MAX(act_id), deed FROM review_act "
            "WHERE of_group IS NOT NULL AND act_id <= ? GROUP BY of_group) WHERE deed = 'undo'"
        )
        rows = self._database.rows(
            "SELECT item.sighting_id, said.*, slot.kind, slot.name FROM review_act AS said "
            "JOIN review_item AS item USING (act_id) JOIN review_slot AS slot USING (slot_id) "
            f"WHERE said.act_id <= ? AND said.group_id NOT IN ({undone}) ORDER BY item.item_id",
            (last, last),
        )
        acts: dict[int, Act] = {}
        for row in rows:
            if row["act_id"] not in acts:
                acts[row["act_id"]] = _act(row)
        return [Said(row["act_id"], row["sighting_id"], acts[row["act_id"]]) for row in rows]

    def steps(self, author: str) -> list[Step]:
        """Return what a person did, oldest first."""
        rows = self._database.rows(
            "SELECT act_id, deed, of_group FROM review_act WHERE author = ? "
            "AND (deed != 'mark' OR act_id = group_id) ORDER BY act_id",
            (stored(author),),
        )
        return [Step(row["act_id"], Deed(row["deed"]), row["of_group"]) for row in rows]

    def tags(self) -> dict[str, int]:
        """Return the tags in use by name, with the number of sightings that carry each."""
        rows = self._database.rows(
            "SELECT name, COUNT(*) AS sightings FROM review_state JOIN review_slot USING (slot_id) "
            "WHERE kind = 'tag' GROUP BY slot_id"
        )
        return dict(sorted((restored(row["name"]), int(row["sightings"])) for row in rows))

    def grade_sets(self) -> list[GradeSet]:
        """Return the presets and the case's own sets."""
        sets = {preset.name: preset for preset in PRESETS}
        for row in self._database.rows("SELECT name, levels FROM grade_set ORDER BY grade_set_id"):
            levels = tuple(GradeLevel(value, title) for value, title in json.loads(row["levels"]))
            sets[restored(row["name"])] = GradeSet(restored(row["name"]), levels)
        return list(sets.values())

    def notes(self, target: NoteTarget | None = None) -> list[Note]:
        """Return the notes on one thing, or all, oldest first, replaced ones among them."""
        condition, values = ("", ()) if target is None else (
            "WHERE note.about = ? AND note.object_id = ?",
            (target.kind.value, target.number),
        )  # fmt: skip
        rows = self._database.rows(
            "SELECT note.*, later.note_id AS replaced_by FROM note "
            f"LEFT JOIN note AS later ON later.replaces = note.note_id {condition} ORDER BY note.note_id",
            values,
        )
        return [
            Note(
                NoteTarget(NoteKind(row["about"]), row["object_id"]),
                restored(row["text"]),
                restored(row["author"]),
                row["at_utc"],
                row["replaces"],
                NoteId(row["note_id"]),
                row["replaced_by"],
            )
            for row in rows
        ]

    def looked(self, who: str) -> Looked | None:
        """Return up to where a person has looked; None if they never said so."""
        rows = self._database.rows(
            "SELECT * FROM looked WHERE who = ? ORDER BY looked_id DESC LIMIT 1", (stored(who),)
        )
        return _looked(rows[0], who, rows[0]["at_utc"]) if rows else None

    def newest(self) -> Looked:
        """Return the newest of everything, as a mark without person and time."""
        [row] = self._database.rows(
            "SELECT ifnull((SELECT MAX(sighting_id) FROM sighting), 0) AS sighting_id, "
            "ifnull((SELECT MAX(act_id) FROM review_act), 0) AS act_id, "
            "ifnull((SELECT MAX(search_id) FROM search), 0) AS search_id, "
            "ifnull((SELECT MAX(note_id) FROM note), 0) AS note_id"
        )
        return _looked(row, "", "")

    def review_problem(self) -> str | None:
        """Say where what counts now does not follow from what was said, None where all does."""
        with self._database.reading() as connection:
            differing = sum(
                int(connection.execute(f"SELECT COUNT(*) FROM ({one} EXCEPT {other})").fetchone()[0])
                for one, other in (
                    (_FOLLOWS, "SELECT slot_id, sighting_id, item_id, code FROM review_state"),
                    ("SELECT slot_id, sighting_id, item_id, code FROM review_state", _FOLLOWS),
                    (_UNDONE, "SELECT group_id FROM review_undone"),
                    ("SELECT group_id FROM review_undone", _UNDONE),
                )
            )
        return _UNSOUND.format(rows=differing) if differing else None

    def _decisions(self, connection: sqlite3.Connection, wanted: str) -> list[Decision]:
        return with_successors(
            Decision(
                DecisionId(row["item_id"]),
                ActId(row["act_id"]),
                SightingId(row["sighting_id"]),
                verdict_of(row["code"]),
                About(row["search_id"], row["person_id"]),
                restored(row["author"]),
                row["at_utc"],
                restored(row["reason"]),
                json.loads(row["checklist"]),
                restored(row["origin"]),
                bool(row["undone"]),
            )
            for row in rows_of(connection, _DECISIONS, (wanted,))
        )


def _act(row: sqlite3.Row) -> Act:
    return Act(
        Slot(SlotKind(row["kind"]), restored(row["name"])),
        row["code"],
        restored(row["author"]),
        row["at_utc"],
        restored(row["reason"]),
        About(row["search_id"], row["person_id"]),
        json.loads(row["checklist"]),
        restored(row["origin"]),
    )


def decided_sql(about: About) -> tuple[str, tuple[object, ...]]:
    """Return a query of (sighting_id, code) for the newest decisions, and its values."""
    if about == ANYTHING:
        return f"SELECT sighting_id, code FROM review_state WHERE slot_id = {DECISION_SLOT}", ()
    named = (("said.search_id = ?", about.search_id), ("said.person_id = ?", about.person_id))
    conditions = " AND ".join(sql for sql, value in named if value is not None)
    return (
        "SELECT sighting_id, code FROM (SELECT item.sighting_id, MAX(item.item_id), said.code "
        "FROM review_act AS said JOIN review_item AS item USING (act_id) "
        f"WHERE said.slot_id = {DECISION_SLOT} AND {conditions} "
        "AND said.group_id NOT IN (SELECT group_id FROM review_undone) "
        "GROUP BY item.sighting_id) WHERE code IS NOT NULL",
        tuple(value for _, value in named if value is not None),
    )


def _codes(connection: sqlite3.Connection, sql: str, values: tuple[object, ...] = ()) -> NDArray[np.void]:
    return np.fromiter(connection.execute(sql, values), _CODES)


def _column(ids: NDArray[np.int64], codes: NDArray[np.void]) -> NDArray[np.int16]:
    """Return the codes in the order of the ids, 0 where there is none."""
    column = np.zeros(len(ids), np.int16)
    rows = np.searchsorted(ids, codes["id"])
    there = rows < len(ids)
    there[there] = ids[rows[there]] == codes["id"][there]
    column[rows[there]] = codes["code"][there]
    return column


def _note_counts(connection: sqlite3.Connection, wanted: str) -> dict[int, int]:
    found = connection.execute(
        f"SELECT object_id, COUNT(*) FROM note WHERE about = 'sighting' AND object_id {AMONG} "
        "AND text != '' AND note_id NOT IN (SELECT replaces FROM note WHERE replaces IS NOT NULL) "
        "GROUP BY object_id",
        (wanted,),
    )
    return dict(found.fetchall())


def _looked(row: sqlite3.Row, who: str, at_utc: str) -> Looked:
    return Looked(
        who,
        at_utc,
        SightingId(row["sighting_id"]),
        ActId(row["act_id"]),
        SearchId(row["search_id"]),
        NoteId(row["note_id"]),
    )
