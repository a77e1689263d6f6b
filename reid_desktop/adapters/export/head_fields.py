"""What an export says of the case, the search and the models, as named values."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from reid_desktop.domain.case import CaseFacts, Exhibit
from reid_desktop.domain.model_card import ModelCard
from reid_desktop.domain.query import LEAD_NOTICE, Filters, SearchRecord
from reid_desktop.ports.export import Selection

from . import words
from .oversight_facts import oversight_fields
from .plain_text import encodable
from .row_fields import box_list

Fields = dict[str, Any]


def head_fields(selection: Selection, program_version: str) -> Fields:
    """Return everything but the rows."""
    head = selection.log_head
    return {
        "notice": LEAD_NOTICE,
        "written_by": f"reid-desktop {program_version}",
        "created_utc": selection.created_utc,
        "case": case_fields(selection.case),
        "exhibits": [exhibit_fields(one) for one in selection.exhibits],
        "counts": {f.name: getattr(selection.counts, f.name) for f in fields(selection.counts)},
        "model_key": selection.model_key and encodable(selection.model_key),
        "models": [model_fields(card) for card in selection.cards],
        "search": None if selection.search is None else search_fields(selection.search),
        "filters": filter_phrases(selection.filters),
        "profile": encodable(selection.profile),
        "left_out": sorted(selection.left_out),
        "oversight": oversight_fields(selection.oversight),
        "log": {"rows": head.rows, "sha256": head.sha256, "logged": selection.is_logged},
    }


def case_fields(case: CaseFacts) -> Fields:
    """Return the facts of the case."""
    return {f.name: encodable(getattr(case, f.name)) for f in fields(case)}


def exhibit_fields(exhibit: Exhibit) -> Fields:
    """Return an exhibit with what is declared of its clock."""
    values = {f.name: getattr(exhibit, f.name) for f in fields(exhibit)}
    return {name: encodable(value) if isinstance(value, str) else value for name, value in values.items()}


def model_fields(card: ModelCard) -> Fields:
    """Return a model card with the hashes of its files."""
    return {
        "name": encodable(card.name),
        "title": encodable(card.title),
        "role": card.role.value,
        "architecture": encodable(card.architecture),
        "trained_on": encodable(card.trained_on),
        "licence": encodable(card.licence),
        "limits": encodable(card.limits),
        "source": encodable(card.source),
        "preprocessing": encodable(card.preprocessing),
        "baseline": card.baseline,
        "files": [
            {"name": encodable(file.name), "size_bytes": file.size_bytes, "sha256": file.sha256}
            for file in card.files
        ],
    }


def search_fields(search: SearchRecord) -> Fields:
    """Return how was searched, without the candidates."""
    probe, index = search.probe, search.index
    return {
        "search_id": int(search.search_id),
        "created_utc": search.created_utc,
        "examiner": encodable(search.examiner),
        "probe": {
            "name": encodable(probe.name),
            "sha256": probe.sha256,
            "box_px": box_list(probe.box),
            "sighting_id": None if probe.sighting_id is None else int(probe.sighting_id),
            "note": encodable(probe.note),
        },
        "model_key": encodable(search.model_key),
        "top": search.top,
        "filters": filter_phrases(search.filters),
        "index": {
            "kind": index.kind.value,
            "exact": index.exact,
            "size": index.size,
            "searched": index.searched,
            "note": encodable(index.note),
            "shared_part": encodable(index.shared_part),
        },
        "also": [
            {"name": encodable(one.name), "sha256": one.sha256, "box_px": box_list(one.box)}
            for one in search.also
        ],
        "options": {name: _listed(value) for name, value in asdict(search.options).items()},
        "left_out": {one.reason.value: one.count for one in search.left_out},
        "program": encodable(search.program),
        "score": "cosine similarity, -1 to 1; comparable only within one model key; not a probability",
    }


def _listed(value: object) -> object:
    return sorted(map(str, value)) if isinstance(value, frozenset | tuple) else value


def filter_phrases(filters: Filters) -> list[str]:
    """Return the filters in force, one phrase each; none gives an empty list."""
    return [] if filters.is_empty else [encodable(phrase) for phrase in words.filters(filters)]
