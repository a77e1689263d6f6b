"""Writing decisions, tags, grades, bookmarks and notes."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.ids import ActId, NoteId, SightingId
from reid_desktop.domain.review import Act, GradeSet, Looked, Note, NoteKind, Slot
from reid_desktop.domain.undoing import Deed

from .reading import id_list
from .rows import stored, to_json
from .statements import Statements

UNKNOWN = "The case has no sighting {sighting_id}; nothing was kept."

_NEW_ACT = (
    "INSERT INTO review_act (act_id, group_id, deed, of_group, slot_id, code, search_id, person_id, "
    "checklist, author, at_utc, reason, origin) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_NEWEST_OF = """
    INSERT INTO review_state (slot_id, sighting_id, item_id, code)
    SELECT slot_id, sighting_id, item_id, code FROM (
        SELECT said.slot_id, item.sighting_id, MAX(item.item_id) AS item_id, said.code
        FROM review_item AS mine
        JOIN review_item AS item ON item.sighting_id = mine.sighting_id
        JOIN review_act AS said ON said.act_id = item.act_id
        WHERE mine.act_id = ? AND said.slot_id = ?
            AND said.group_id NOT IN (SELECT group_id FROM review_undone)
        GROUP BY item.sighting_id
    ) WHERE code IS NOT NULL
"""
"""SQLite takes `code` from the row that has the maximum."""


class ReviewWriting(Statements):
    """The part of a writer that keeps what examiners say."""

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        """Write through `connection`."""
        super().__init__(connection, folder)
        self._reviews: set[SightingId] = set()

    def mark(self, acts: Sequence[tuple[Act, Sequence[SightingId]]]) -> ActId:
        """Keep acts that were made together; return the id of the first."""
        group = ActId(self._next("review_act"))
        for act, sightings in acts:
            self._keep_act(group, act, sightings)
            self._reviews.update(sightings)
        return group

    def undo(self, of_act: ActId, author: str, at_utc: str, reason: str = "") -> int:
        """Take a step out of what counts; return the number of sightings it was about."""
        self._run("INSERT OR IGNORE INTO review_undone VALUES (?)", of_act)
        return self._turn(Deed.UNDO, of_act, author, at_utc, reason)

    def redo(self, of_act: ActId, author: str, at_utc: str, reason: str = "") -> int:
        """Let an undone step count again; return the number of sightings it is about."""
        self._run("DELETE FROM review_undone WHERE group_id = ?", of_act)
        return self._turn(Deed.REDO, of_act, author, at_utc, reason)

    def add_grade_set(self, grade_set: GradeSet, author: str, at_utc: str) -> None:
        """Keep a set of grades; one of the same name takes the place of an earlier one."""
        levels = to_json([[level.value, level.title] for level in grade_set.levels])
        self._run(
            "INSERT INTO grade_set (name, levels, author, at_utc) VALUES (?, ?, ?, ?)",
            stored(grade_set.name),
            levels,
            stored(author),
            at_utc,
        )

    def add_note(self, note: Note) -> NoteId:
        """Keep a note (its `note_id` is ignored); return the id."""
        note_id = NoteId(self._next("note"))
        self._run(
            "INSERT INTO note (note_id, about, object_id, text, author, at_utc, replaces) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            note_id,
            note.target.kind.value,
            note.target.number,
            stored(note.text),
            stored(note.author),
            note.at_utc,
            note.replaces,
        )
        if note.target.kind is NoteKind.SIGHTING:
            self._reviews.add(SightingId(note.target.number))
        elif note.target.kind is NoteKind.DECISION:
            about = "SELECT ifnull(max(sighting_id), 0) FROM review_item WHERE item_id = ?"
            self._reviews.add(SightingId(self._one(about, note.target.number)))
        return note_id

    def add_look(self, looked: Looked) -> None:
        """Keep up to where a person has looked."""
        self._run(
            "INSERT INTO looked (who, at_utc, sighting_id, act_id, search_id, note_id) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            stored(looked.who),
            looked.at_utc,
            looked.sighting_id,
            looked.act_id,
            looked.search_id,
            looked.note_id,
        )

    def _keep_act(self, group: ActId, act: Act, sightings: Sequence[SightingId]) -> None:
        slot_id, act_id = self._slot(act.slot), self._next("review_act")
        self._run(
            _NEW_ACT,
            act_id,
            group,
            Deed.MARK.value,
            None,
            slot_id,
            act.code,
            act.about.search_id,
            act.about.person_id,
            to_json(dict(act.checklist)),
            stored(act.author),
            act.at_utc,
            stored(act.reason),
            stored(act.origin),
        )
        wanted = id_list(sightings)
        self._refuse_unknown(wanted)
        self._run(
            "INSERT INTO review_item (item_id, act_id, sighting_id) "
            "SELECT ? + row_number() OVER (ORDER BY value), ?, value "
            "FROM (SELECT DISTINCT value FROM json_each(?)) ORDER BY value",
            self._next("review_item") - 1,
            act_id,
            wanted,
        )
        if act.code is None:
            self._forget(slot_id, act_id)
        else:
            self._run(
                "INSERT OR REPLACE INTO review_state (slot_id, sighting_id, item_id, code) "
                "SELECT ?, sighting_id, item_id, ? FROM review_item WHERE act_id = ?",
                slot_id,
                act.code,
                act_id,
            )

    def _refuse_unknown(self, wanted: str) -> None:
        missing = self._one(
            "SELECT ifnull(min(value), 0) FROM json_each(?) "
            "WHERE NOT EXISTS (SELECT 1 FROM sighting WHERE sighting_id = value)",
            wanted,
        )
        if missing:
            raise CaseError(UNKNOWN, sighting_id=missing)

    def _slot(self, slot: Slot) -> int:
        values = (slot.kind.value, stored(slot.name))
        self._run("INSERT OR IGNORE INTO review_slot (kind, name) VALUES (?, ?)", *values)
        return self._one("SELECT slot_id FROM review_slot WHERE kind = ? AND name = ?", *values)

    def _turn(self, deed: Deed, of_act: ActId, author: str, at_utc: str, reason: str) -> int:
        """Keep an undo or redo, and find anew what counts for the sightings of the step."""
        next_id = self._next("review_act")
        values = (next_id, next_id, deed.value, of_act, None, None, None, None, "{}")
        self._run(_NEW_ACT, *values, stored(author), at_utc, stored(reason), "")
        acts = self._connection.execute(
            "SELECT act_id, slot_id FROM review_act WHERE group_id = ? AND deed = 'mark' ORDER BY act_id",
            (of_act,),
        ).fetchall()
        for act_id, slot_id in acts:
            self._forget(slot_id, act_id)
            self._run(_NEWEST_OF, act_id, slot_id)
        touched = self._connection.execute(
            "SELECT DISTINCT sighting_id FROM review_item JOIN review_act USING (act_id) WHERE group_id = ?",
            (of_act,),
        ).fetchall()
        self._reviews.update(SightingId(i) for (i,) in touched)
        return len(touched)

    def _forget(self, slot_id: int, act_id: int) -> None:
        self._run(
            "DELETE FROM review_state WHERE slot_id = ? AND sighting_id IN "
            "(SELECT sighting_id FROM review_item WHERE act_id = ?)",
            slot_id,
            act_id,
        )
