"""What is known of a sighting, a search or an empty list, put into words."""

from __future__ import annotations

from dataclasses import dataclass

from reid_desktop.domain.corrections import Corrected
from reid_desktop.domain.media import MediaKind
from reid_desktop.domain.query import LEAD_NOTICE, IndexKind, SearchRecord
from reid_desktop.domain.sighting import Quality
from reid_desktop.domain.testimony import readings_of
from reid_desktop.ports.engine import ImportSummary
from reid_desktop.services.browsing import View
from reid_desktop.services.cards import Details

from . import text
from .flag_words import flags_in
from .reading_words import as_line, reading_words

_FAR_S = 12 * 3600.0
_POOR, _HIDDEN = 0.3, 0.5
"""A quality below the one and a covered share above the other are said as warnings."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the inspector."""

    name: str
    value: str
    warns: bool = False
    is_path: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A group of facts."""

    title: str
    facts: tuple[Fact, ...]


def sections(details: Details, rank: int | None, score: float | None) -> list[Section]:
    """Return all that is known of a sighting, in the order it is read."""
    made = []
    if rank is not None and score is not None:
        made.append(_candidate(rank, score))
    made += [_time(details), _place(details), _file(details), _person(details)]
    if details.media.kind is MediaKind.VIDEO:
        made.append(_clip(details))
    made += [_camera(details), _exhibit(details), _corrections(details), _beside(details)]
    return [section for section in made if section.facts]


def unlisted(details: Details) -> list[Section]:
    """Return what the page shows in other ways than as a list, for the clipboard."""
    flags = tuple(Fact(words.name, words.sentence) for _, words in flags_in(details.media.flags))
    return [section for section in (Section("Flags", flags), _readings(details)) if section.facts]


def _readings(details: Details) -> Section:
    words = [reading_words(one) for one in readings_of(details.media)]
    return Section("Readings of time and place", tuple(Fact(one.where, as_line(one)) for one in words))


def as_text(found: list[Section]) -> str:
    """Return the facts as lines for the clipboard."""
    lines: list[str] = []
    for section in found:
        lines += ["", section.title] if lines else [section.title]
        lines += [f"  {fact.name}: {fact.value}" for fact in section.facts]
    return "\n".join(lines)


def _candidate(rank: int, score: float) -> Section:
    facts = (
        Fact("Rank", str(rank)),
        Fact("Score", f"{text.score(score)} (cosine similarity)"),
        Fact("Note", LEAD_NOTICE, warns=True),
    )
    return Section("Candidate", facts)


def _time(details: Details) -> Section:
    time = details.media.time
    if time is None:
        return Section("Time", (Fact("Taken", "no time known", warns=True),))
    doubtful = time.source in text.DOUBTFUL
    facts = [
        Fact("Taken", text.moment_utc(details.card.shown_utc_ms)),
        Fact("How known", text.known_time(time), warns=doubtful),
        Fact("Uncertainty", text.give_or_take(time.uncertainty_s), warns=time.uncertainty_s >= _FAR_S),
        Fact("As found", text.plain(time.original) or text.NOT_KNOWN),
        Fact("Zone", text.plain(time.zone) if time.zone else "none stated"),
    ]
    return Section("Time", tuple(facts))


def _place(details: Details) -> Section:
    place = details.media.place
    if place is None:
        return Section("Place", (Fact("Position", "no place known"),))
    facts = [
        Fact("Position", text.coordinates(place)),
        Fact("How known", text.PLACE_SOURCES[place.source]),
    ]
    if details.media.place_name:
        facts.insert(0, Fact("Near", text.plain(details.media.place_name)))
    if place.accuracy_m is not None:
        facts.append(Fact("Accuracy", f"± {place.accuracy_m:.0f} m"))
    if place.altitude_m is not None:
        facts.append(Fact("Altitude", f"{place.altitude_m:.0f} m"))
    return Section("Place", tuple(facts))


def _file(details: Details) -> Section:
    media = details.media
    facts = [
        Fact("Name", text.plain(details.card.name), is_path=True),
        Fact("Kind", f"{text.KINDS[media.kind]} ({text.plain(media.container)})"),
    ]
    size = media.facts.size
    if size is not None:
        facts.append(Fact("Frame", f"{size.width_px} by {size.height_px} px"))
    facts.append(Fact("Size", text.size(media.size_bytes)))
    facts.append(Fact("SHA-256", media.sha256))
    for number, copy in enumerate(media.copies, start=1):
        name = "Path" if len(media.copies) == 1 else f"Copy {number}"
        where = f"{text.plain(copy.exhibit_id)}: {text.plain(copy.device_path)}"
        facts.append(Fact(name, where, is_path=True))
    facts += [Fact("Warning", text.plain(words), warns=True) for words in media.facts.warnings]
    return Section("File", tuple(facts))


def _person(details: Details) -> Section:
    card = details.card
    facts = [
        Fact("Sighting", str(card.sighting_id)),
        Fact("Box", text.box(card.box)),
        Fact("Height", f"{card.box.height_px} px of {card.frame_size.height_px}"),
        Fact("Detector score", text.score(card.score)),
        Fact("Quality", f"{card.quality:.2f} (0 useless, 1 good)", warns=card.quality < _POOR),
        *_quality(details.assessment),
        Fact("Others in it", text.counted(len(details.neighbours), "person", "persons")),
    ]
    names = ("Detector", "Embedder")
    parts = details.model_key.split(" + ") if details.model_key else []
    facts += [Fact(name, text.plain(part), is_path=True) for name, part in zip(names, parts, strict=False)]
    return Section("Person", tuple(facts))


def _quality(found: Quality | None) -> list[Fact]:
    """Return what the quality is made of."""
    if found is None:
        return []
    facts = [
        Fact("Sharpness", f"{found.sharpness:g} (12 is well focused)"),
        Fact("Cut by the edge", "yes" if found.truncated else "no", warns=found.truncated),
    ]
    if found.overlap is not None:
        facts.append(Fact("Covered", f"{found.overlap:.0%} by others", warns=found.overlap > _HIDDEN))
    return facts


def _clip(details: Details) -> Section:
    card, duration_s = details.card, details.media.facts.duration_s
    facts = []
    if card.start_s is not None and card.end_s is not None:
        facts.append(Fact("In", text.clip_position(card.start_s)))
        facts.append(Fact("Out", text.clip_position(card.end_s)))
        facts.append(Fact("In view", text.span(max(0.0, card.end_s - card.start_s))))
    if details.boxes:
        facts.append(Fact("Seen in", text.counted(details.boxes, "sampled frame", "sampled frames")))
    if duration_s is not None:
        facts.append(Fact("Length", text.clip_position(duration_s)))
    if details.media.facts.codec:
        facts.append(Fact("Codec", text.plain(details.media.facts.codec)))
    return Section("Video", tuple(facts))


def _camera(details: Details) -> Section:
    found = details.media.facts
    named = (
        ("Make", found.make),
        ("Model", found.model),
        ("Serial", found.serial),
        ("Software", found.software),
    )
    return Section("Camera", tuple(Fact(name, text.plain(value)) for name, value in named if value))


def _exhibit(details: Details) -> Section:
    exhibit = details.exhibit
    if exhibit is None:
        return Section("Exhibit", ())
    facts = [Fact("Number", text.plain(exhibit.exhibit_id))]
    named = (("Description", exhibit.description), ("Seal", exhibit.seal), ("Owner", exhibit.owner))
    facts += [Fact(name, text.plain(value)) for name, value in named if value]
    facts.append(Fact("Time zone", text.plain(exhibit.time_zone) if exhibit.time_zone else "none declared"))
    if exhibit.clock_offset_s or exhibit.clock_uncertainty_s:
        basis = f", {text.plain(exhibit.clock_basis)}" if exhibit.clock_basis else ""
        words = text.clock_words(exhibit.clock_offset_s, exhibit.clock_uncertainty_s)
        facts.append(Fact("Clock", f"{words}{basis}"))
    return Section("Exhibit", tuple(facts))


def _corrections(details: Details) -> Section:
    """Return every correction by hand, the newest of its kind first to count."""
    facts = []
    for one in details.corrections:
        what = "Time" if one.about is Corrected.TIME else "Place"
        when = one.at_utc[:19].replace("T", " ")
        value = "withdrawn"
        if one.time is not None:
            doubt = text.give_or_take(one.time.uncertainty_s)
            value = f"{text.moment_utc(one.time.utc_ms)} {doubt} written {text.plain(one.time.original)}"
        elif one.place is not None:
            value = text.coordinates(one.place)
        words = f"{value}. By {text.plain(one.author)}, {when} UTC: {text.plain(one.reason)}"
        facts.append(Fact(what, words))
    return Section("Corrections by hand", tuple(facts))


def _beside(details: Details) -> Section:
    """Return what is known from outside the bytes: app, name, sidecars, notes."""
    facts: dict[Fact, None] = {}
    for copy in details.media.copies:
        beside = copy.beside
        if beside.app:
            facts[Fact("App", text.plain(beside.app))] = None
        for name, value in beside.fields.items():
            facts[Fact("Name says", f"{text.plain(name)} {text.plain(value)}")] = None
        for path in beside.sidecars:
            facts[Fact("Sidecar", text.plain(path), is_path=True)] = None
        for note in beside.notes:
            facts[Fact("Note", text.plain(note))] = None
    return Section("Beside the file", tuple(facts))


def search_facts(record: SearchRecord) -> str:
    """Return what was compared with what, in one line."""
    index = record.index
    how = "exact search" if index.exact else "approximate search (HNSW)"
    if index.kind is IndexKind.HNSW and index.exact:
        how = "HNSW, checked exactly"
    over = f"{how} over {text.counted(index.searched, 'vector', 'vectors')}"
    if index.searched != index.size:
        over += f" of {text.number(index.size)}"
    parts = [text.short_key(record.model_key), over, index.note, index.shared_part, record.probe.note]
    return " · ".join(text.plain(part) for part in parts if part)


def empty_words(view: View) -> str:
    """Return what to say where no card can be shown."""
    if view.record is not None and not view.record.candidates:
        return (
            "The search found no candidates: nothing in this case was analysed with the same models,"
            " or the filters left nothing to search."
        )
    if view.total and not len(view.ids):
        return "No sighting passes the filters. Take one off above, or clear them all."
    if view.counts.media and view.counts.waiting:
        return "Nobody found yet. Files are still to be analysed; sightings appear here as they are found."
    if view.counts.media:
        return "The files of this case were analysed, and no person was found in them."
    return "This case is empty. Drop a folder of photos and videos anywhere in the window, or use Import."


def import_words(summary: ImportSummary) -> str:
    """Return how an import ended; the four counts add up to the files."""
    parts = [
        f"{text.number(summary.imported)} imported",
        f"{text.number(summary.duplicates)} {'double' if summary.duplicates == 1 else 'doubles'}",
        f"{text.number(summary.not_media)} not photo or video",
        f"{text.number(summary.failed)} failed",
    ]
    files = text.counted(summary.files_total, "file", "files")
    found = text.counted(summary.sightings, "sighting", "sightings")
    words = f"Import finished: {files} = {', '.join(parts)}. {found} in {text.span(summary.elapsed_s)}."
    return words + out_of_reach(summary)


def out_of_reach(summary: ImportSummary) -> str:
    """Return what to do about files that could not be reached, after a space; nothing if all could."""
    if not summary.waiting:
        return ""
    wait = "file waits" if summary.waiting == 1 else "files wait"
    return (
        f" {text.number(summary.waiting)} {wait}: the evidence was out of reach."
        " Connect it, then choose Analyse now."
    )
