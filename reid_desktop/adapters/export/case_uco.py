"""The case file as a CASE 1.4 / UCO 1.4 graph in JSON-LD, for tools and laboratories that exchange that."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from reid_desktop.domain.ids import ExhibitId, MediaId
from reid_desktop.domain.jobs import Progress
from reid_desktop.ports.export import ExportRow, Selection
from reid_desktop.ports.system import JobControl

from .case_uco_nodes import CONTEXT, Graph, Node, ref
from .csv_table import settle
from .row_fields import sighting_fields
from .writing import in_the_users_words


class CaseUco:
    """Writes one JSON-LD document node by node; `case_validate` of the CASE project finds it conformant.

    Every node has an identifier made of the case and of what it stands for, so that two exports of one
    case can be joined. Sightings are annotations of files: that a person was seen there, how sure the
    detector was, rank and score. Decisions are actions of their reviewers whose results are annotations.
    """

    format = "case-uco"
    title = "CASE/UCO graph (JSON-LD)"

    def __init__(self, program_version: str) -> None:
        """`program_version` stands with the tool."""
        self._program_version = program_version

    def write(self, selection: Selection, out: Path, job: JobControl) -> None:
        """Write to `out`, a file that does not exist.

        :raises ExportError: it cannot be written.
        """
        with in_the_users_words(), out.open("x", encoding="ascii", newline="\n") as file:
            file.write(json.dumps({"@context": CONTEXT})[:-1] + ',\n"@graph": [\n')
            for done, node in enumerate(self._nodes(selection, job)):
                file.write((",\n" if done else "") + json.dumps(node, allow_nan=False))
            file.write("\n]}\n")
            settle(file)

    def _nodes(self, selection: Selection, job: JobControl) -> Iterator[Node]:
        graph = Graph(selection.case.number, self._program_version)
        files: defaultdict[ExhibitId, list[str]] = defaultdict(list)
        yield from graph.people(selection)
        yield from graph.tools(selection)
        yield from (graph.device(exhibit) for exhibit in selection.exhibits)
        results: list[str] = []
        seen: set[MediaId] = set()
        for done, row in enumerate(selection.rows):
            job.checkpoint(Progress("Writing the graph", done, len(selection.rows), "sightings"))
            if row.media.media_id not in seen:
                seen.add(row.media.media_id)
                yield from _file_nodes(graph, row, files)
            sighting = graph.sighting(row, sighting_fields(row))
            results.append(str(sighting["@id"]))
            yield sighting
            for decision in row.decisions:
                yield from graph.decision(decision, str(sighting["@id"]))
        for exhibit in selection.exhibits:
            yield graph.provenance(exhibit, files[exhibit.exhibit_id])
            yield graph.import_action(selection, exhibit)
        yield graph.search_action(selection, results)
        yield graph.investigation(selection, [graph.search_id(selection)])


def _file_nodes(graph: Graph, row: ExportRow, files: defaultdict[ExhibitId, list[str]]) -> Iterator[Node]:
    copies = [graph.file(row.media, copy) for copy in row.media.copies]
    yield from copies
    for copy, node in zip(row.media.copies, copies, strict=True):
        files[copy.exhibit_id].append(str(node["@id"]))
    if row.media.place is not None:
        location = graph.location(row.media, row.media.place)
        yield location
        yield graph.located(copies, ref(str(location["@id"])), row.media)
