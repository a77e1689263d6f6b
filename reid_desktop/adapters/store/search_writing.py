"""Writing searches."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import numpy as np

from reid_desktop.domain.audit_log import GENESIS
from reid_desktop.domain.geometry import Vectors
from reid_desktop.domain.ids import SearchId
from reid_desktop.domain.query import SearchRecord
from reid_desktop.domain.search_options import Unsearched
from reid_desktop.ports.store import Ids

from .problems import case_errors
from .rows import stored, to_json
from .search_rows import packed_ids, probes_to_json, settings_to_json
from .statements import Statements


class SearchWriting(Statements):
    """The part of a writer that keeps searches."""

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        """Write through `connection`."""
        super().__init__(connection, folder)
        self._searches: set[SearchId] = set()

    def add_search(
        self,
        record: SearchRecord,
        vectors: Vectors | None = None,
        left_out: Mapping[Unsearched, Ids] | None = None,
    ) -> SearchId:
        """Record a search; return the id."""
        search_id = SearchId(self._next("search"))
        self._run(
            "INSERT INTO search (search_id, created_utc, examiner, probe, model_key, filters, top, "
            "index_state, log_rows, log_sha256, also, options, program) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            search_id,
            record.created_utc,
            stored(record.examiner),
            to_json(asdict(record.probe)),
            record.model_key,
            settings_to_json(record.filters),
            record.top,
            to_json(asdict(record.index)),
            *self._log_end(),
            probes_to_json(record.also),
            settings_to_json(record.options),
            stored(record.program),
        )
        self._many(
            "INSERT INTO candidate (search_id, rank, sighting_id, score, person, joint) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            [
                (search_id, c.rank, c.sighting_id, float(c.score), c.person, c.joint)
                for c in record.candidates
            ],
        )
        if vectors is not None:
            rows = np.ascontiguousarray(vectors, "<f4")
            self._many(
                "INSERT INTO search_probe (search_id, number, vector) VALUES (?, ?, ?)",
                [(search_id, number, row.tobytes()) for number, row in enumerate(rows)],
            )
        for reason, ids in (left_out or {}).items():
            self._leave_out(search_id, reason, ids)
        self._searches.add(search_id)
        return search_id

    def _leave_out(self, search_id: SearchId, reason: Unsearched, ids: Ids) -> None:
        digest = hashlib.sha256(ids.astype("<i8").tobytes()).hexdigest()
        with case_errors(self._folder):
            known = self._connection.execute("SELECT 1 FROM id_set WHERE sha256 = ?", (digest,)).fetchone()
        if known is None:
            self._run("INSERT INTO id_set (sha256, ids) VALUES (?, ?)", digest, packed_ids(ids))
        self._run(
            "INSERT INTO search_left_out (search_id, reason, count, sha256) VALUES (?, ?, ?, ?)",
            search_id,
            reason.value,
            len(ids),
            digest,
        )

    def _log_end(self) -> tuple[int, str]:
        """Return number and hash of the last row of the log."""
        with case_errors(self._folder):
            last = self._connection.execute(
                "SELECT audit_id, sha256 FROM audit ORDER BY audit_id DESC LIMIT 1"
            ).fetchone()
        return (0, GENESIS) if last is None else (int(last[0]), str(last[1]))
