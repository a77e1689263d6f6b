"""The command `search`."""

from __future__ import annotations

import argparse
import stat
from dataclasses import replace
from pathlib import Path

from reid_desktop.adapters.store.case import may_write
from reid_desktop.app.bootstrap import OpenCase
from reid_desktop.app.case_folders import case_folder
from reid_desktop.app.cli.grammar_search import Crop, Crops
from reid_desktop.app.cli.narrowing import narrowed
from reid_desktop.app.cli.output import line, print_json, say
from reid_desktop.app.cli.records import Row, copy_on, search_row, unsearched_kind
from reid_desktop.app.cli.strength_records import strength_words, with_strengths
from reid_desktop.app.cli.work_commands import facts_of
from reid_desktop.app.engine import open_for
from reid_desktop.app.settings import Settings
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.ids import ExhibitId, SearchId, SightingId, SourceId
from reid_desktop.domain.query import LEAD_NOTICE, Candidate, SearchRecord
from reid_desktop.domain.search_options import SearchOptions, Unsearched
from reid_desktop.ports.engine import ProbeCrop, ProbePicture, SearchRequest
from reid_desktop.services.candidate_facts import candidate_facts
from reid_desktop.services.repeating import Repetition

WORDS = {
    Unsearched.UNDECODABLE_FILE: "{count} files could not be read.",
    Unsearched.UNDECODABLE: "{count} photos and videos could not be analysed.",
    Unsearched.WAITING: "{count} photos and videos are not analysed yet: nobody in them can be among the "
    "candidates.",
    Unsearched.NOBODY: "{count} photos and videos show nobody who was found.",
    Unsearched.LOW_QUALITY: "{count} sightings are below the quality asked for.",
    Unsearched.FILTERED: "{count} sightings are left out by the other filters.",
}

FAR = (
    "{count} candidates were seen more than 12 hours before or after the probe: people change clothes, so "
    "that likeness of clothing says little there."
)


def search(arguments: argparse.Namespace, settings: Settings) -> int:
    """Rank the case's sightings by likeness to the person in a picture."""
    if arguments.repeat is not None:
        return _repeat(arguments, settings)
    request = _search_request(arguments)
    case = open_for(request, settings, case_folder(Path(arguments.case)))
    try:
        asked = (request.filters, request.reason, case.who, request.sought)
        permit = case.oversight.gatekeeper.search(*asked)
        search_id = case.search()(case.probes().probes(request.crops), request, case.who)
        shown = _Shown(case, case.store.search(search_id))
        row = shown.row(with_ids=arguments.unsearched)
        row["authority"] = permit.authority.reference if permit.authority else None
        lines = shown.lines(grouped=arguments.grouped)
        unknown = request.filters.exhibits - {exhibit.exhibit_id for exhibit in case.store.exhibits()}
    finally:
        case.close()
    record = shown.record
    if permit.advice:
        say(permit.advice)
    for name in sorted(unknown):
        say(f"The case has no exhibit {name}: nothing can be found on it.")
    for one in record.left_out:
        say(WORDS[one.reason].format(count=one.count))
    far = sum(facts.is_clothing_weak is True for facts in shown.facts)
    if far:
        say(FAR.format(count=far))
    for probe in record.probes:
        if probe.note:
            say(probe.note)
    if arguments.json:
        print_json(row)
        return 0
    for text in lines:
        line(text)
    return 0


class _Shown:
    """A recorded search, with what is shown of its candidates."""

    def __init__(self, case: OpenCase, record: SearchRecord) -> None:
        """Read it."""
        self._case = case
        self.record = record
        found = case.store.sightings([c.sighting_id for c in record.candidates])
        self._sightings = {sighting.sighting_id: sighting for sighting in found}
        media = sorted({sighting.media_id for sighting in found})
        self._items = {item.media_id: item for item in case.store.media(media)}
        strengths = case.people.strengths
        self.facts = candidate_facts(case.store, record, self._sightings, self._items)
        self._strengths = strengths.of_search(record, self._sightings, self._items)
        if strengths.problem:
            say(strengths.problem)

    def row(self, *, with_ids: bool) -> Row:
        """Return the JSON row."""
        record = self.record
        row = with_strengths(search_row(record, self._sightings, self._items), self._strengths)
        rows = row["candidates"]
        assert isinstance(rows, list)
        for candidate, facts in zip(rows, self.facts, strict=True):
            candidate["group"] = facts.group
            candidate["apart_s"] = facts.apart_s
            candidate["clothing_weak"] = facts.is_clothing_weak
        if with_ids:
            row["not_searched"] = [
                {
                    "reason": one.reason.value,
                    "of": unsearched_kind(one.reason),
                    "count": one.count,
                    "ids": self._case.store.left_out(record.search_id, one.reason).tolist(),
                }
                for one in record.left_out
            ]
        return row

    def lines(self, *, grouped: bool) -> list[str]:
        """Return the list for people; `grouped` shows the best of each clip, burst and near doubles."""
        record = self.record
        recall = f", recall {record.index.recall:.1%}" if record.index.recall is not None else ""
        found = [
            LEAD_NOTICE,
            f"Search {record.search_id}, models {record.model_key}, {record.index.kind} index{recall}",
            "rank, score, strength as log10 of a likelihood ratio (--: none that is calibrated), time, file",
        ]
        several = len({probe.person for probe in record.probes}) > 1
        for candidate, facts in zip(record.candidates, self.facts, strict=True):
            if grouped and facts.group != candidate.rank:
                continue
            item = self._items[self._sightings[candidate.sighting_id].media_id]
            when = item.time.iso_utc if item.time else "no time known"
            path = copy_on(item, record.filters.exhibits).path
            worth = strength_words(self._strengths[candidate.sighting_id])
            whom = f"  person {candidate.person + 1}" if several else ""
            rest = sum(one.group == candidate.rank for one in self.facts) - 1 if grouped else 0
            more = f"  (and {rest} more of the same clip or moment)" if rest else ""
            found.append(
                f"{candidate.rank:4}  {candidate.score:7.4f}{whom}  {worth:>7}  {when:24}  {path}{more}"
            )
        return found


def _repeat(arguments: argparse.Namespace, settings: Settings) -> int:
    """Make a recorded search again; exit code 1 if the list is another one."""
    if arguments.crops is not None:
        raise UsageError("--repeat makes a recorded search again; leave out --probe and --sighting.")
    folder = case_folder(Path(arguments.case))
    case = OpenCase(settings, folder, read_only=not may_write(folder))
    try:
        found = case.searching.repetition()(SearchId(arguments.repeat), case.who, arguments.reason)
        case.oversight.note_repetition(found.search_id, arguments.reason, case.who, same=found.same)
        row = _repetition_row(found)
    finally:
        case.close()
    if arguments.json:
        print_json(row)
    else:
        _print_repetition(found)
    return 0 if found.same else 1


def _repetition_row(found: Repetition) -> Row:
    def brief(candidates: tuple[Candidate, ...]) -> list[Row]:
        return [{"rank": one.rank, "sighting_id": one.sighting_id, "score": one.score} for one in candidates]

    return {
        "search_id": found.search_id,
        "same": found.same,
        "recorded_sha256": found.recorded_sha256,
        "repeated_sha256": found.repeated_sha256,
        "missing": brief(found.missing),
        "new": brief(found.new),
        "changes": list(found.changes),
        "sightings_since": found.added,
        "recorded_was_approximate": found.approximate,
    }


def _print_repetition(found: Repetition) -> None:
    same = "the same list to the byte" if found.same else "another list"
    line(f"Search {found.search_id} made again: {same} (SHA-256 {found.repeated_sha256}).")
    if found.approximate:
        line("The recorded search was approximate; it was compared with the exact list.")
    for sentence in found.changes:
        line(sentence)
    if not found.same:
        line(f"{len(found.missing)} recorded candidates differ, {len(found.new)} in their place.")
    if found.added:
        line(f"{found.added} sightings came in since; the list was made again without them.")


def _search_request(arguments: argparse.Namespace) -> SearchRequest:
    crops: Crops | None = arguments.crops
    if crops is None or not crops.named:
        raise UsageError("Say whom to look for: --probe IMAGE or --sighting ID.")
    if crops.is_between:
        raise UsageError("--and and --or stand between two persons.")
    filters = replace(
        narrowed(arguments),
        after_utc_ms=arguments.after,
        before_utc_ms=arguments.before,
        near=arguments.near,
        exhibits=frozenset(ExhibitId(name) for name in arguments.exhibit),
        area=arguments.area,
        camera=arguments.camera.strip(),
        sources=frozenset(map(SourceId, arguments.source)),
        kinds=frozenset(arguments.kind),
        minimum_quality=arguments.min_quality,
    )
    options = SearchOptions(
        arguments.bare,
        crops.together,
        arguments.within,
        tuple(map(SightingId, arguments.like)),
        tuple(map(SightingId, arguments.unlike)),
        rerank=arguments.rerank,
        expand=arguments.expand,
    )
    first, *more = [_crop(crop) for crop in crops.named]
    return SearchRequest(
        first.picture,
        first.box,
        arguments.top,
        filters,
        arguments.exact,
        arguments.hnsw,
        reason=arguments.reason,
        more=tuple(more),
        options=options,
        sought=arguments.sought.strip(),
    )


def _crop(crop: Crop) -> ProbeCrop:
    if crop.sighting is not None:
        if crop.box is not None:
            raise UsageError("A sighting has its own box; leave out --box, or name the picture.")
        name = f"sighting {crop.sighting}"
        return ProbeCrop(ProbePicture(name, sighting_id=SightingId(crop.sighting)), None, crop.person)
    assert crop.probe is not None
    path = Path(crop.probe).absolute()
    if not stat.S_ISREG(facts_of(str(path)).st_mode):
        raise UsageError("There is no picture at {path}.", path=crop.probe)
    return ProbeCrop(ProbePicture(path.name, path=str(path), at_s=crop.at), crop.box, crop.person)
