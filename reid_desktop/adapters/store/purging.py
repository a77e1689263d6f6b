"""Taking results out of a case so that nothing of them can be read from the disk any more."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from reid_desktop.domain.errors import CaseBusyError
from reid_desktop.domain.ids import AlarmId, PersonEventId, SearchId
from reid_desktop.domain.persons import PersonAct
from reid_desktop.domain.review import NoteKind

from .database import FILE_NAME, Database, connect
from .log_head import write_head
from .migrations import COPIES
from .person_rows import act_to_json
from .problems import case_errors
from .protection import VERBS, trigger
from .reading import id_list
from .statements import NUMBERED
from .wiping import wipe
from .writing import SqliteWriter

WAIT_MS = 5_000
TRACES = (
    "The results are deleted from the case {folder}, but another program was reading it, so traces are left "
    "in its files. Close that program: they go when it lets go of the case."
)
LOGGED_AS = "purge.searches"
OF_DECISION = NoteKind.DECISION.value
_OF_SEARCHES = (
    "candidate", "search_probe", "search_left_out", "id_set", "search", "review_item", "review_act",
    "ledger", "note", "alarm", "alarm_decision", "person_event",
)  # fmt: skip
"""Tables whose protection is lifted inside the transaction that purges, and put back in it."""


class Purging:
    """The part of a store that deletes for good."""

    def __init__(self, database: Database, now_utc: Callable[[], str], account: str = "") -> None:
        """Delete in `database`; `account` of the system stands in the log."""
        self._database = database
        self._now_utc = now_utc
        self._account = account

    def purge_results(
        self,
        searches: Sequence[SearchId],
        alarms: Sequence[AlarmId],
        acts: Mapping[PersonEventId, PersonAct],
        who: str,
        detail: Mapping[str, object],
    ) -> int:
        """Delete searches with their lists, alarms, and the decisions about both; leave a row of the log.

        `acts` are put in the place of what was said of persons of interest. Copies of the database that
        updates had kept are deleted, for they hold it all. Return the number of searches.

        :raises CaseError: the case cannot be written to, or another program reads it.
        """
        wanted = id_list(searches)
        folder = self._database.folder
        with self._database.writing([True]) as connection, case_errors(folder):
            for kept in folder.glob(COPIES):
                wipe(kept)
            connection.execute("PRAGMA secure_delete = ON")
            _lift(connection, _OF_SEARCHES)
            spend_numbers(connection, connection)
            _delete_searches(connection, wanted)
            _delete_alarms(connection, id_list(alarms))
            _say_less(connection, acts)
            _protect(connection, _OF_SEARCHES)
            writer = SqliteWriter(connection, folder, who, self._now_utc, self._account)
            named = f"{len(searches)} searches, {len(alarms)} alarms"
            writer.log(LOGGED_AS, named, searches=list(searches), alarms=list(alarms), **detail)
        if writer.head is not None:
            write_head(folder, writer.head)
        scrub(folder)
        return len(searches)


def scrub(folder: Path) -> None:
    """Write the database anew without what was deleted, and empty the write-ahead log.

    :raises CaseBusyError: another program reads the case.
    """
    path = folder / FILE_NAME
    with closing(connect(path, read_only=False, folder=folder)) as connection, case_errors(folder):
        connection.execute(f"PRAGMA busy_timeout = {WAIT_MS}")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("VACUUM")
        (is_blocked, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if is_blocked:
        raise CaseBusyError(TRACES, folder=folder)


def spend_numbers(old: sqlite3.Connection, new: sqlite3.Connection) -> None:
    """Keep in `new` up to where the rows of `old` are numbered: what the log names is named once."""
    for table, number in NUMBERED.items():
        (newest,) = old.execute(
            f"SELECT max(ifnull((SELECT max({number}) FROM {table}), 0), "
            "ifnull((SELECT newest FROM number_spent WHERE of_table = ?), 0))",
            (table,),
        ).fetchone()
        new.execute("INSERT OR REPLACE INTO number_spent VALUES (?, ?)", (table, newest))


def _delete_searches(connection: sqlite3.Connection, wanted: str) -> None:
    among = "IN (SELECT value FROM json_each(?))"
    acts = f"SELECT act_id FROM review_act WHERE search_id {among}"
    touched = f"SELECT item.sighting_id FROM review_item AS item WHERE item.act_id IN ({acts})"
    connection.execute(
        f"DELETE FROM review_state WHERE sighting_id IN ({touched}) AND item_id IN "
        f"(SELECT item_id FROM review_item WHERE act_id IN ({acts}))",
        (wanted, wanted),
    )
    connection.execute("CREATE TEMP TABLE purged AS " + touched, (wanted,))
    decisions = f"SELECT item_id FROM review_item WHERE act_id IN ({acts})"
    connection.execute(
        f"DELETE FROM note WHERE about = ? AND object_id IN ({decisions})", (OF_DECISION, wanted)
    )
    connection.execute(f"DELETE FROM review_item WHERE act_id IN ({acts})", (wanted,))
    connection.execute(f"DELETE FROM review_act WHERE search_id {among}", (wanted,))
    marks = "(SELECT group_id FROM review_act WHERE deed = 'mark')"
    connection.execute(f"DELETE FROM review_act WHERE of_group NOT IN {marks}")
    connection.execute(f"DELETE FROM review_undone WHERE group_id NOT IN {marks}")
    connection.execute(
        "INSERT OR REPLACE INTO review_state (slot_id, sighting_id, item_id, code) "
        "SELECT slot_id, sighting_id, item_id, code FROM ("
        "    SELECT said.slot_id, item.sighting_id, MAX(item.item_id) AS item_id, said.code "
        "    FROM review_item AS item JOIN review_act AS said USING (act_id) "
        "    WHERE item.sighting_id IN (SELECT sighting_id FROM purged) "
        "    AND said.group_id NOT IN (SELECT group_id FROM review_undone) "
        "    GROUP BY said.slot_id, item.sighting_id) WHERE code IS NOT NULL"
    )
    connection.execute("DROP TABLE purged")
    for table in ("candidate", "search_probe", "search_left_out", "search"):
        connection.execute(f"DELETE FROM {table} WHERE search_id {among}", (wanted,))
    looks = f"SELECT entry_id FROM ledger WHERE kind = 'second_look' AND subject {among}"
    connection.execute(f"DELETE FROM ledger WHERE kind = 'second_answer' AND subject IN ({looks})", (wanted,))
    connection.execute(f"DELETE FROM ledger WHERE kind = 'second_look' AND subject {among}", (wanted,))
    connection.execute("DELETE FROM id_set WHERE sha256 NOT IN (SELECT sha256 FROM search_left_out)")


def _delete_alarms(connection: sqlite3.Connection, wanted: str) -> None:
    for table in ("alarm_decision", "alarm"):
        connection.execute(
            f"DELETE FROM {table} WHERE alarm_id IN (SELECT value FROM json_each(?))", (wanted,)
        )


def _say_less(connection: sqlite3.Connection, acts: Mapping[PersonEventId, PersonAct]) -> None:
    connection.executemany(
        "UPDATE person_event SET verb = ?, detail = ? WHERE event_id = ?",
        [(act.verb.value, act_to_json(act), event_id) for event_id, act in acts.items()],
    )


def _lift(connection: sqlite3.Connection, tables: Sequence[str]) -> None:
    for table in tables:
        for verb in VERBS:
            connection.execute(f"DROP TRIGGER {table}_no_{verb.lower()}")


def _protect(connection: sqlite3.Connection, tables: Sequence[str]) -> None:
    for table in tables:
        for verb in VERBS:
            connection.execute(trigger(table, verb))
