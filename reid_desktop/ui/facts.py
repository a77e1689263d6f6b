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
from reid_desktop.services.weighing import Weighed

from . import text
from .flag_words import flags_in
from .reading_words import as_line, reading_words
from .translating import tr
from .weighed_words import clothes_words, expected_words, meaning_words, strength_words

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


def sections(
    details: Details, rank: int | None, score: float | None, weighed: Weighed | None = None
) -> list[Section]:
    """Return all that is known of a sighting, in the order it is read."""
    made = []
    if rank is not None and score is not None:
        made.append(_candidate(rank, score, weighed))
    made += [_time(details), _place(details), _file(details), _person(details)]
    if details.media.kind is MediaKind.VIDEO:
        made.append(_clip(details))
    made += [_camera(details), _exhibit(details), _corrections(details), _beside(details)]
    return [section for section in made if section.facts]


def unlisted(details: Details) -> list[Section]:
    """Return what the page shows in other ways than as a list, for the clipboard."""
    flags = tuple(Fact(words.name, words.sentence) for _, words in flags_in(details.media.flags))
    return [section for section in (Section(tr("Flags"), flags), _readings(details)) if section.facts]


def _readings(details: Details) -> Section:
    words = [reading_words(one) for one in readings_of(details.media)]
    return Section(tr("Readings of time and place"), tuple(Fact(one.where, as_line(one)) for one in words))


def as_text(found: list[Section]) -> str:
    """Return the facts as lines for the clipboard."""
    lines: list[str] = []
    for section in found:
        lines += ["", section.title] if lines else [section.title]
        lines += [f"  {text.labelled(fact.name, fact.value)}" for fact in section.facts]
    return "\n".join(lines)


def _candidate(rank: int, score: float, weighed: Weighed | None) -> Section:
    facts = [
        Fact(tr("Rank"), str(rank)),
        Fact(tr("Score"), tr("{score} (cosine similarity)", score=text.score(score))),
    ]
    if weighed is not None:
        strength = weighed.strength
        facts += [
            Fact(tr("Strength"), strength_words(strength)),
            Fact(tr("Meaning"), meaning_words(strength)),
            Fact(tr("By chance"), expected_words(strength)),
            Fact(tr("Clothing"), clothes_words(weighed), warns=True),
        ]
    facts.append(Fact(tr("Note"), tr(LEAD_NOTICE), warns=True))
    return Section(tr("Candidate"), tuple(fact for fact in facts if fact.value))


def _time(details: Details) -> Section:
    time = details.media.time
    if time is None:
        return Section(tr("Time"), (Fact(tr("Taken"), tr("no time known"), warns=True),))
    doubtful = time.source in text.DOUBTFUL
    facts = [
        Fact(tr("Taken"), text.moment_utc(details.card.shown_utc_ms)),
        Fact(tr("How known"), text.known_time(time), warns=doubtful),
        Fact(tr("Uncertainty"), text.give_or_take(time.uncertainty_s), warns=time.uncertainty_s >= _FAR_S),
        Fact(tr("As found"), text.plain(time.original) or tr(text.NOT_KNOWN)),
        Fact(tr("Zone"), text.plain(time.zone) if time.zone else tr("none stated")),
    ]
    return Section(tr("Time"), tuple(facts))


def _place(details: Details) -> Section:
    place = details.media.place
    if place is None:
        return Section(tr("Place"), (Fact(tr("Position"), tr("no place known")),))
    facts = [
        Fact(tr("Position"), text.coordinates(place)),
        Fact(tr("How known"), tr(text.PLACE_SOURCES[place.source])),
    ]
    if details.media.place_name:
        facts.insert(0, Fact(tr("Near"), text.told(details.media.place_name)))
    if place.accuracy_m is not None:
        facts.append(Fact(tr("Accuracy"), f"± {text.number(round(place.accuracy_m))} m"))
    if place.altitude_m is not None:
        facts.append(Fact(tr("Altitude"), f"{text.number(round(place.altitude_m))} m"))
    return Section(tr("Place"), tuple(facts))


def _file(details: Details) -> Section:
    media = details.media
    facts = [
        Fact(tr("Name"), text.plain(details.card.name), is_path=True),
        Fact(tr("Kind"), f"{tr(text.KINDS[media.kind])} ({text.plain(media.container)})"),
    ]
    size = media.facts.size
    if size is not None:
        facts.append(
            Fact(tr("Frame"), tr("{width} by {height} px", width=size.width_px, height=size.height_px))
        )
    facts.append(Fact(tr("Size"), text.size(media.size_bytes)))
    facts.append(Fact(tr("SHA-256"), media.sha256))
    for number, copy in enumerate(media.copies, start=1):
        name = tr("Path") if len(media.copies) == 1 else tr("Copy {number}", number=number)
        where = text.side_by_side((text.plain(copy.exhibit_id), text.plain(copy.device_path)), ": ")
        facts.append(Fact(name, where, is_path=True))
    facts += [Fact(tr("Warning"), text.told(words), warns=True) for words in media.facts.warnings]
    return Section(tr("File"), tuple(facts))


def _person(details: Details) -> Section:
    card = details.card
    facts = [
        Fact(tr("Sighting"), str(card.sighting_id)),
        Fact(tr("Box"), text.box(card.box)),
        Fact(
            tr("Height"), tr("{part} px of {whole}", part=card.box.height_px, whole=card.frame_size.height_px)
        ),
        Fact(tr("Detector score"), text.score(card.score)),
        Fact(
            tr("Quality"),
            tr("{value} (0 useless, 1 good)", value=text.figure(card.quality, 2)),
            warns=card.quality < _POOR,
        ),
        *_quality(details.assessment),
        Fact(tr("Others in it"), text.counted(len(details.neighbours), "person", "persons")),
    ]
    names = (tr("Detector"), tr("Embedder"))
    parts = details.model_key.split(" + ") if details.model_key else []
    facts += [Fact(name, text.plain(part), is_path=True) for name, part in zip(names, parts, strict=False)]
    return Section(tr("Person"), tuple(facts))


def _quality(found: Quality | None) -> list[Fact]:
    """Return what the quality is made of."""
    if found is None:
        return []
    facts = [
        Fact(tr("Sharpness"), tr("{value} (12 is well focused)", value=text.amount(found.sharpness))),
        Fact(tr("Cut by the edge"), tr("yes") if found.truncated else tr("no"), warns=found.truncated),
    ]
    if found.overlap is not None:
        facts.append(
            Fact(
                tr("Covered"),
                tr("{share} by others", share=f"{found.overlap:.0%}"),
                warns=found.overlap > _HIDDEN,
            )
        )
    return facts


def _clip(details: Details) -> Section:
    card, duration_s = details.card, details.media.facts.duration_s
    facts = []
    if card.start_s is not None and card.end_s is not None:
        facts.append(Fact(tr("In"), text.clip_position(card.start_s)))
        facts.append(Fact(tr("Out"), text.clip_position(card.end_s)))
        facts.append(Fact(tr("In view"), text.span(max(0.0, card.end_s - card.start_s))))
    if details.successor is not None:
        facts.append(
            Fact(tr("Taken over"), tr("sighting {number} stands for it now", number=details.successor))
        )
    elif card.is_quick:
        facts.append(
            Fact(
                tr("Quick pass"),
                tr("seen in a key frame; no passage of the whole clip stands for it so far"),
                warns=True,
            )
        )
    if details.boxes:
        facts.append(Fact(tr("Seen in"), text.counted(details.boxes, "sampled frame", "sampled frames")))
    if duration_s is not None:
        facts.append(Fact(tr("Length"), text.clip_position(duration_s)))
    if details.media.facts.codec:
        facts.append(Fact(tr("Codec"), text.plain(details.media.facts.codec)))
    return Section(tr("Video"), tuple(facts))


def _camera(details: Details) -> Section:
    found = details.media.facts
    named = (
        (tr("Made by"), found.make),
        (tr("Model"), found.model),
        (tr("Serial number"), found.serial),
        (tr("Software"), found.software),
    )
    return Section(tr("Camera"), tuple(Fact(name, text.plain(value)) for name, value in named if value))


def _exhibit(details: Details) -> Section:
    exhibit = details.exhibit
    if exhibit is None:
        return Section(tr("Exhibit"), ())
    facts = [Fact(tr("Number"), text.plain(exhibit.exhibit_id))]
    named = (
        (tr("Description"), exhibit.description),
        (tr("Seal"), exhibit.seal),
        (tr("Owner"), exhibit.owner),
    )
    facts += [Fact(name, text.plain(value)) for name, value in named if value]
    facts.append(
        Fact(tr("Time zone"), text.plain(exhibit.time_zone) if exhibit.time_zone else tr("none declared"))
    )
    if exhibit.clock_offset_s or exhibit.clock_uncertainty_s:
        basis = f", {text.told(exhibit.clock_basis)}" if exhibit.clock_basis else ""
        words = text.clock_words(exhibit.clock_offset_s, exhibit.clock_uncertainty_s)
        facts.append(Fact(tr("Clock"), f"{words}{basis}"))
    return Section(tr("Exhibit"), tuple(facts))


def _corrections(details: Details) -> Section:
    """Return every correction by hand, the newest of its kind first to count."""
    facts = []
    for one in details.corrections:
        what = tr("Time") if one.about is Corrected.TIME else tr("Place")
        when = one.at_utc[:19].replace("T", " ")
        value = tr("withdrawn")
        if one.time is not None:
            doubt = text.give_or_take(one.time.uncertainty_s)
            written = tr("written {original}", original=text.plain(one.time.original))
            value = f"{text.moment_utc(one.time.utc_ms)} {doubt} {written}"
        elif one.place is not None:
            value = text.coordinates(one.place)
        who = tr("By {author}, {when} UTC", author=text.plain(one.author), when=when)
        words = f"{value}. {text.labelled(who, text.plain(one.reason))}"
        facts.append(Fact(what, words))
    return Section(tr("Corrections by hand"), tuple(facts))


def _beside(details: Details) -> Section:
    """Return what is known from outside the bytes: app, name, sidecars, notes."""
    facts: dict[Fact, None] = {}
    for copy in details.media.copies:
        beside = copy.beside
        if beside.app:
            facts[Fact(tr("App"), text.plain(beside.app))] = None
        for name, value in beside.fields.items():
            facts[Fact(tr("Name says"), f"{text.plain(name)} {text.plain(value)}")] = None
        for path in beside.sidecars:
            facts[Fact(tr("Sidecar"), text.plain(path), is_path=True)] = None
        for note in beside.notes:
            facts[Fact(tr("Note"), text.told(note))] = None
    return Section(tr("Beside the file"), tuple(facts))


def search_facts(record: SearchRecord) -> str:
    """Return what was compared with what, in one line."""
    index = record.index
    how = tr("exact search") if index.exact else tr("approximate search (HNSW)")
    if index.kind is IndexKind.HNSW and index.exact:
        how = tr("HNSW, checked exactly")
    many = text.counted(index.searched, "vector", "vectors")
    over = tr("{how} over {many}", how=how, many=many)
    if index.searched != index.size:
        over += " " + tr("of {number}", number=text.number(index.size))
    parts = [text.short_key(record.model_key), over, index.note, index.shared_part, record.probe.note]
    return " · ".join(text.told(part) for part in parts if part)


def count_words(view: View) -> list[str]:
    """Return how many sightings there are, pass and are folded: in full, then in ever fewer words."""
    shown, total = view.passing, view.total
    nouns = ("candidate", "candidates") if view.record is not None else ("sighting", "sightings")
    words = short = text.counted(shown, *nouns)
    if shown != total:
        many = text.counted(total, *nouns)
        words = tr("{shown} of {many} pass the filters", shown=text.number(shown), many=many)
        short = tr("{done} of {total}", done=text.number(shown), total=text.number(total))
    folded = len(view.folds.folded)
    more = [tr("{number} folded", number=text.number(folded))] if folded else []
    if view.record is None and view.counts.waiting:
        more.append(
            text.plural(
                view.counts.waiting, "{count} file not yet analysed", "{count} files not yet analysed"
            )
        )
    ways = [[words, *more], [short, *more], [words, *more[:1]], [short, *more[:1]], [words], [short]]
    return list(dict.fromkeys(" · ".join(one) for one in ways))


def empty_words(view: View) -> str:
    """Return what to say where no card can be shown."""
    if view.record is not None and not view.record.candidates:
        return tr(
            "The search found no candidates: nothing in this case was analysed with the same models, "
            "or the filters left nothing to search."
        )
    if view.total and not len(view.ids):
        return tr("No sighting passes the filters. Take one off above, or clear them all.")
    if view.counts.media and view.counts.waiting:
        return tr(
            "Nobody found yet. Files are still to be analysed; sightings appear here as they are found."
        )
    if view.counts.media:
        return tr("The files of this case were analysed, and no person was found in them.")
    return tr("This case is empty. Drop a folder of photos and videos anywhere in the window, or use Import.")


def import_words(summary: ImportSummary) -> str:
    """Return how an import ended; the four counts add up to the files."""
    parts = [
        tr("{number} imported", number=text.number(summary.imported)),
        text.counted(summary.duplicates, "double", "doubles"),
        tr("{number} not photo or video", number=text.number(summary.not_media)),
        tr("{number} failed", number=text.number(summary.failed)),
    ]
    files = text.counted(summary.files_total, "file", "files")
    found = text.counted(summary.sightings, "sighting", "sightings")
    words = tr(
        "Import finished: {files} = {parts}. {found} in {span}.",
        files=files,
        parts=", ".join(parts),
        found=found,
        span=text.span(summary.elapsed_s),
    )
    return words + out_of_reach(summary)


def out_of_reach(summary: ImportSummary) -> str:
    """Return what to do about files that could not be reached, after a space; nothing if all could."""
    if not summary.waiting:
        return ""
    wait = text.counted(summary.waiting, "file waits", "files wait")
    words = tr("{wait}: the evidence was out of reach. Connect it, then choose Analyse now.", wait=wait)
    return f" {words}"
