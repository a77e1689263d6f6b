"""What the report says, as names and values; how it looks is the templates' affair."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from reid_desktop.domain.calibration import Strength
from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.export_profile import Field, left_out_words
from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.media import MediaItem
from reid_desktop.domain.model_card import ModelCard
from reid_desktop.domain.provenance import place_known_from, time_known_from
from reid_desktop.domain.review import grade_text
from reid_desktop.ports.export import ExportRow, Selection

from . import words
from .row_facts import appearance_utc_ms, camera, linked_line
from .row_fields import decision_line, features_line, opinion_line, review_fields
from .writing import jpeg_bytes

UNKNOWN = "not known"
MOST_LINKED = 3
"""So many of the files that belong together with one are named in a report."""
LEFT_OUT = "left out of this export"


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of a list of facts; `notes` stand small below the value."""

    name: str
    value: str
    notes: tuple[str, ...] = ()
    is_code: bool = False
    """Shown in a fixed-width letter: hashes, paths, keys."""


@dataclass(frozen=True, slots=True)
class Card:
    """One row of the report."""

    number: int
    """Rank, or position in the list."""
    title: str
    score: str | None
    crop: Markup | None
    scene: Markup | None
    shows_scene: bool
    """False where scenes are left out to keep the file usable."""
    box: Box
    frame_size: Size
    facts: tuple[Fact, ...]


def picture(path: Path | None) -> Markup | None:
    """Return a JPEG of ours as a data URI, or None when it is missing."""
    data = jpeg_bytes(path)
    if data is None:
        return None
    return Markup("data:image/jpeg;base64," + base64.b64encode(data).decode("ascii"))


def case_facts(selection: Selection) -> list[Fact]:
    """Return the facts of the case; an empty one is shown as such."""
    case = selection.case
    return [
        Fact("Case number", case.number),
        Fact("Title", case.title),
        Fact("Agency", case.agency or "not stated"),
        Fact("Examiner", case.examiner),
        Fact("Legal authority", authority_named(selection)),
        Fact("Case created", case.created_utc or UNKNOWN),
        Fact("Report created", selection.created_utc),
        Fact("Log of the case", f"row {selection.log_head.rows}", _log_notes(selection), is_code=True),
    ]


def authority_named(selection: Selection) -> str:
    """Return the reference that the case was made with, else those that were recorded since."""
    recorded = selection.oversight.authorities if selection.oversight else ()
    named = "; ".join(one.reference for one in recorded if not one.is_opening)
    return selection.case.authority or named or (recorded[-1].reference if recorded else "not stated")


def _log_notes(selection: Selection) -> tuple[str, ...]:
    head = f"SHA-256 of that row {selection.log_head.sha256}"
    about = "With these two, `verify` shows later whether the log was cut off or rewritten."
    if selection.is_logged:
        return head, about
    return head, about, "The case could not be written to: this export does not stand in its log."


def exhibit_cells(exhibit: Exhibit) -> tuple[str, ...]:
    """Return exhibit number, description, owner, seal, zone and clock offset."""
    return (
        exhibit.exhibit_id,
        exhibit.description or "not stated",
        exhibit.owner or "not stated",
        exhibit.seal or "not stated",
        exhibit.time_zone or "none declared",
        words.clock_offset(exhibit),
    )


def probe_facts(selection: Selection) -> list[Fact]:
    """Return where the probe comes from; empty without a search."""
    if selection.search is None:
        return []
    probe = selection.search.probe
    facts = [Fact("Picture", probe.name, (probe.note,) if probe.note else ())]
    if probe.sighting_id is not None:
        facts.append(Fact("Sighting of this case", str(probe.sighting_id)))
    facts.append(Fact("SHA-256 of the picture", probe.sha256 or UNKNOWN, is_code=True))
    where = "the whole picture" if probe.box is None else _box(probe.box)
    facts.append(Fact("Person box", where, ("left, top, right, bottom in pixels of the upright picture",)))
    return facts


def search_facts(selection: Selection) -> list[Fact]:
    """Return how was searched; empty without a search."""
    search = selection.search
    if search is None:
        return []
    note = tuple(filter(None, (search.index.note, search.index.shared_part)))
    return [
        Fact("Search", f"no. {search.search_id}, made {search.created_utc} by {search.examiner}"),
        Fact("Asked for", f"the {search.top:,} most similar sightings"),
        Fact("Filters", "; ".join(words.filters(search.filters))),
        Fact("Compared", words.index(search.index), note),
        Fact("Model key", search.model_key, is_code=True),
        Fact("Score", "cosine similarity of two appearance descriptions, from -1 to 1",
             ("It is comparable only within one model key. It is not a probability.",)),
    ]  # fmt: skip


def heading(selection: Selection) -> str:
    """Return what the report lists."""
    if selection.search is not None:
        return "Candidate list"
    return "All sightings" if selection.filters.is_empty else "Sightings within filters"


def summary_facts(selection: Selection) -> list[Fact]:
    """Return how much there was, how much is listed, and what was not searched."""
    counts, rows = selection.counts, selection.rows
    untimed = unplaced = 0
    for row in rows:
        untimed += row.media.time is None
        unplaced += row.media.place is None
    only = "; ".join(words.filters(selection.filters))
    narrowed = () if selection.filters.is_empty else (f"Within filters: {only}.",)
    return [
        Fact("Listed here", _many(len(rows), "candidate" if selection.search else "sighting"), narrowed),
        *_left_out(selection),
        Fact("No place known", f"{unplaced:,} of them"),
        Fact("No time known", f"{untimed:,} of them"),
        Fact(
            "In the case",
            f"{_many(counts.photos, 'photo')} and {_many(counts.videos, 'video')} "
            f"at {_many(counts.copies, 'path')}, with {_many(counts.sightings, 'sighting')}",
        ),
        Fact(
            "Not searched",
            f"{_many(counts.waiting, 'file')} not yet analysed under this model, "
            f"{_many(counts.unreadable, 'file')} unreadable",
            ("A person who appears only there cannot be in this list.",)
            if counts.waiting or counts.unreadable
            else (),
        ),
    ]


def _left_out(selection: Selection) -> list[Fact]:
    if not selection.left_out:
        return []
    profile = f"profile {selection.profile}" if selection.profile else ""
    return [
        Fact("Left out of this export", left_out_words(selection.left_out), (profile,) if profile else ())
    ]


def card_facts(card: ModelCard) -> list[Fact]:
    """Return a model card as facts."""
    facts = [
        Fact("Role", card.role.value),
        Fact("Architecture", card.architecture),
        Fact("Trained on", card.trained_on),
        Fact("Licence", card.licence),
        Fact("Known limits", card.limits),
        *([Fact("Errors measured", card.measured)] if card.measured else []),
        Fact("Origin", card.source),
        Fact("Preprocessing", card.preprocessing),
    ]
    for file in card.files:
        facts.append(Fact("File", file.name, (f"{file.size_bytes:,} bytes, SHA-256 {file.sha256}",), True))
    return facts


def row_card(selection: Selection, row: ExportRow, number: int, shows_scene: bool) -> Card:
    """Return one row with its pictures (read here, so that one row at a time is in memory)."""
    sighting = row.sighting
    title = f"Sighting {sighting.sighting_id}" if row.rank is None else f"Rank {row.rank}"
    return Card(
        number=number,
        title=title,
        score=None if row.score is None else f"{row.score:.4f}",
        crop=picture(row.crop_path),
        scene=picture(row.scene_path) if shows_scene else None,
        shows_scene=shows_scene,
        box=sighting.box,
        frame_size=sighting.frame_size,
        facts=tuple(row_facts(selection, row)),
    )


def row_facts(selection: Selection, row: ExportRow) -> Iterable[Fact]:
    """Yield what is known of a row."""
    media, sighting = row.media, row.sighting
    if selection.search is not None and selection.search.probe.sha256 == media.sha256:
        yield Fact("Note", "from the same file as the probe: the likeness says nothing new")
    yield time_fact(row)
    yield place_fact(row)
    yield Fact("Camera", LEFT_OUT if Field.CAMERAS in row.left_out else camera(row) or UNKNOWN)
    if sighting.start_s is not None:
        end_s = sighting.start_s if sighting.end_s is None else sighting.end_s
        best = () if sighting.best_s is None else (f"pictures from {words.clip_time(sighting.best_s)}",)
        yield Fact("In the video", f"{words.clip_time(sighting.start_s)} to {words.clip_time(end_s)}", best)
    if sighting.is_quick:
        yield Fact("Quick pass", "seen in a key frame; no passage of the whole clip stands for it so far")
    yield Fact("SHA-256", media.sha256, (_file_note(media),), is_code=True)
    yield from _copies(selection, media)
    yield from _linked(row)
    yield Fact(
        "Sighting",
        f"no. {sighting.sighting_id}, box {_box(sighting.box)}",
        (
            f"left, top, right, bottom in pixels of the upright frame of "
            f"{sighting.frame_size.width_px} \u00d7 {sighting.frame_size.height_px}; "
            f"detector score {sighting.score:.2f}, crop quality {sighting.quality:.2f} (both 0 to 1)",
        ),
    )
    if row.strength is not None:
        yield from strength_facts(selection, row)
    if row.decisions:
        yield from decision_facts(row)
    if row.persons:
        yield Fact("Person of interest", ", ".join(row.persons), ("confirmed by an examiner",))
    if row.review and (row.review.tags or row.review.grades):
        grades = (grade_text(name, value) for name, value in row.review.grades.items())
        yield Fact("Marked", ", ".join([*row.review.tags, *grades]))
    for warning in media.facts.warnings:
        yield Fact("Warning", warning)


def strength_facts(selection: Selection, row: ExportRow) -> list[Fact]:
    """Return what the score is worth; a bare score is never shown without saying what it is not."""
    if row.score is None or selection.search is None:
        return [Fact("Strength", "no search, so there is nothing to weigh")]
    score = f"score {row.score:.4f}: cosine similarity, comparable only within this model; not a probability"
    found = row.strength
    if found is None or found.log10_lr is None:
        why = found.reason if found else "These models have no calibration."
        return [Fact("Strength", "no calibrated strength", (why, score, *_expected(found)))]
    value = f"log10 LR {found.log10_lr:+.2f} ({found.low:+.2f} to {found.high:+.2f})"
    first, other = ("one person", "two") if found.log10_lr >= 0 else ("two persons", "one")
    times = f"{10 ** abs(found.log10_lr):,.3g}"
    meaning = f"Labelled pairs of {first} have this score {times} times as often as pairs of {other}."
    return [Fact("Strength", value, (meaning, score, *_expected(found)))]


def _expected(found: Strength | None) -> tuple[str, ...]:
    if found is None or found.expected_false is None:
        return ()
    return (f"{found.expected_false:g} sightings of other persons in a case of this size score as high.",)


def decision_facts(row: ExportRow) -> list[Fact]:
    """Return every decision, first to last; one line that says so where there is none."""
    fields = review_fields(row)
    found, second = fields["decisions"], fields["second_opinions"]
    if not found:
        return [Fact("Decision", "none yet")]
    return [
        *(
            Fact(f"Decision {number}" if len(found) > 1 else "Decision", decision_line(one), _checklist(one))
            for number, one in enumerate(found, start=1)
        ),
        *(Fact("Second opinion", opinion_line(one)) for one in second),
    ]


def _checklist(decision: dict[str, Any]) -> tuple[str, ...]:
    compared = features_line(decision["checklist"])
    return (f"compared: {compared}",) if compared else ()


def time_fact(row: ExportRow) -> Fact:
    """Return when the person appears, and how that is known."""
    time, at_ms = row.media.time, appearance_utc_ms(row)
    if time is None or at_ms is None:
        return Fact("Time", UNKNOWN)
    zone = "no zone in the source" if time.zone is None else f"zone {time.zone}"
    notes = [f"as found: {time.original} ({zone})", f"known from: {time_known_from(row.media)}"]
    if row.sighting.start_s:
        notes.append(f"time of the video {iso_utc(time.utc_ms)} plus the position in it")
    return Fact("Time", f"{readable_utc(at_ms)} ± {words.span(time.uncertainty_s)}", tuple(notes))


def readable_utc(at_ms: int) -> str:
    """Return `2024-05-18 12:22:33.000 UTC`."""
    return iso_utc(at_ms).replace("T", " ").replace("Z", " UTC")


def place_fact(row: ExportRow) -> Fact:
    """Return where the camera stood, and how that is known."""
    place = row.media.place
    if Field.PLACES in row.left_out:
        return Fact("Place", LEFT_OUT)
    if place is None:
        return Fact("Place", UNKNOWN)
    notes = [words.accuracy(place), f"known from: {place_known_from(row.media)}"]
    if place.altitude_m is not None:
        notes.append(f"altitude {place.altitude_m:,.0f} m")
    return Fact("Place", words.coordinates(place), ("; ".join(notes),))


def _copies(selection: Selection, media: MediaItem) -> Iterable[Fact]:
    owners = {exhibit.exhibit_id: exhibit.description for exhibit in selection.exhibits}
    for copy in media.copies:
        about = owners.get(copy.exhibit_id)
        yield Fact(
            f"Found on {copy.exhibit_id}",
            copy.device_path,
            (about,) if about else (),
            is_code=True,
        )


def _linked(row: ExportRow) -> Iterable[Fact]:
    for linked in row.linked[:MOST_LINKED]:
        yield Fact("Goes with", linked_line(linked), (linked.detail,) if linked.detail else ())
    more = len(row.linked) - MOST_LINKED
    if more > 0:
        yield Fact("Goes with", f"{_many(more, 'file')} more", ("named in the JSON and CSV exports",))


def _file_note(media: MediaItem) -> str:
    kind = words.KINDS.get(media.kind, media.kind)
    length = "" if media.facts.duration_s is None else f", {words.clip_time(media.facts.duration_s)} long"
    return f"{kind}, {media.container}, {media.size_bytes:,} bytes{length}"


def _box(box: Box) -> str:
    return f"{box.left_px}, {box.top_px}, {box.right_px}, {box.bottom_px}"


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
