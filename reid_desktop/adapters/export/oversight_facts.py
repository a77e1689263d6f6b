"""What entitles to a search, what it did not look at, and how often methods and people err: as facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from reid_desktop.domain.authority import Authority, Gate, Standing
from reid_desktop.domain.calibration import STRENGTH_NOTICE, Calibration, Condition, Figure
from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.persons import Comparison
from reid_desktop.domain.query import SearchRecord
from reid_desktop.domain.search_options import DEFAULT, Unsearched
from reid_desktop.domain.second_look import Proficiency, Rate
from reid_desktop.ports.export import Oversight, Selection

from .plain_text import encodable
from .report_facts import Fact, search_facts

NOT_SEARCHED: dict[Unsearched, str] = {
    Unsearched.UNDECODABLE_FILE: "files: could not be read",
    Unsearched.UNDECODABLE: "photos and videos: could not be analysed",
    Unsearched.WAITING: "photos and videos: not analysed yet",
    Unsearched.NOBODY: "photos and videos: nobody was found in them",
    Unsearched.LOW_QUALITY: "sightings: below the quality that was asked for",
    Unsearched.FILTERED: "sightings: left out by other filters",
}


POLICIES = {
    Gate.OFF: "searches of persons need no authority",
    Gate.ADVISE: "searches of persons without an authority are possible and say so",
    Gate.ENFORCE: "nobody is searched for without an authority, or beyond it",
}
STANDINGS = {
    Standing.VALID: "in force",
    Standing.EXPIRED: "expired",
    Standing.LAPSED: "lapsed: urgent use that was not confirmed in time",
    Standing.REJECTED: "rejected: what was found under it was deleted",
    Standing.ENDED: "ended",
    Standing.SUPERSEDED: "superseded by the authority recorded after it",
}

COMPARED = {
    Comparison.WITHOUT_CAMERAS: (
        "As searched",
        "what the crops of one camera share is taken out (the default)",
    ),
    Comparison.BARE: ("Bare", "the vectors as the network gave them: `--bare`, or a case of few sightings"),
}

ONE_OF = {"files": "file", "photos and videos": "photo or video", "sightings": "sighting"}


def left_out_facts(search: SearchRecord) -> list[Fact]:
    """Return what a search did not look at; a person who appears only there cannot be in its list."""
    told = []
    for one in search.left_out:
        if one.count:
            what, _, why = NOT_SEARCHED[one.reason].partition(": ")
            noun = ONE_OF[what] if one.count == 1 else what
            told.append(f"{one.count:,} {noun} ({why})")
    if not search.left_out and not search.program:
        return [Fact("Not searched", "not recorded: the search was made with an earlier version")]
    note = "A person who appears only there cannot be in this list."
    return [Fact("Not searched", "; ".join(told) or "nothing was left out", (note,) if told else ())]


def whole_search_facts(selection: Selection) -> list[Fact]:
    """Return how was searched, with what was not looked at; empty without a search."""
    search = selection.search
    if search is None:
        return []
    return [*search_facts(selection), *under_facts(selection), *option_facts(search), *left_out_facts(search)]


def option_facts(search: SearchRecord) -> Iterator[Fact]:
    """Yield what beside probe and filters decided the list."""
    for number, probe in enumerate(search.also, start=2):
        yield Fact(f"Probe {number}", probe.name, (f"SHA-256 {probe.sha256}",))
    if search.options != DEFAULT:
        default = asdict(DEFAULT)
        changed = {name: value for name, value in asdict(search.options).items() if value != default[name]}
        said = "; ".join(f"{name} {_plainly(value)}" for name, value in changed.items())
        yield Fact("Otherwise than usual", said)
    if search.program:
        yield Fact("Searched with", f"reid-desktop {search.program}")


def _plainly(value: object) -> str:
    if isinstance(value, frozenset | tuple):
        return ", ".join(sorted(map(str, value)))
    return "yes" if value is True else str(value)


def authority_facts(selection: Selection) -> list[Fact]:
    """Return what is recorded of the legal authority."""
    oversight = selection.oversight
    if oversight is None or not oversight.authorities:
        return [Fact("Authority", selection.case.authority or "none is recorded")]
    now_ms = int(datetime.fromisoformat(selection.created_utc).timestamp() * 1000)
    return [
        Fact("Policy", POLICIES[oversight.policy.gate]),
        *(
            Fact(
                f"Authority {one.authority_id or number}",
                one.reference,
                (scope_words(one), f"{standing_words(one, now_ms)}; recorded {iso_utc(one.recorded_utc_ms)}"),
            )
            for number, one in enumerate(oversight.authorities, start=1)
        ),
    ]


def standing_words(authority: Authority, now_utc_ms: int) -> str:
    """Return how an authority stood when the export was made."""
    until = authority.urgent_until_utc_ms
    if authority.standing(now_utc_ms) is Standing.VALID and until is not None:
        return f"urgent use, to be confirmed by {iso_utc(until)}"
    return STANDINGS[authority.standing(now_utc_ms)]


def under_facts(selection: Selection) -> Iterator[Fact]:
    """Yield which authority a search was made under."""
    oversight, search = selection.oversight, selection.search
    if oversight is None or search is None:
        return
    number = oversight.searched_under.get(search.search_id)
    named = [one.reference for one in oversight.authorities if one.authority_id == number is not None]
    yield Fact("Made under", named[0] if named else "no authority: none was recorded that covered it")


def scope_words(authority: Authority) -> str:
    """Return what an authority covers, and what became of it. May hold hostile text."""
    exhibits = ", ".join(sorted(authority.exhibits)) or "all exhibits"
    span = [
        f"from {iso_utc(authority.after_utc_ms)}" if authority.after_utc_ms is not None else "",
        f"to {iso_utc(authority.before_utc_ms)}" if authority.before_utc_ms is not None else "",
    ]
    ends = authority.expires_utc_ms
    parts = [
        f"offence: {authority.offence or 'not stated'}",
        exhibits,
        "capture times " + (" ".join(filter(None, span)) or "any"),
        f"persons: {', '.join(authority.persons)}" if authority.persons else "",
        "no expiry" if ends is None else f"expires {iso_utc(ends)}",
        "urgent use" if authority.is_urgent else "",
        authority.verdict,
    ]
    return "; ".join(filter(None, parts))


def calibration_facts(calibration: Calibration | None) -> Iterator[Fact]:
    """Yield what is known of the error rates of the models."""
    if calibration is None:
        yield Fact("Calibration", "none", ("These models have no calibration: no error rates are known.",))
        return
    valid = calibration.validity
    yield Fact("Calibrated with", ", ".join(calibration.sets), (calibration.method, calibration.made))
    yield Fact(
        "Made of",
        f"{calibration.persons:,} persons, {calibration.same_pairs:,} pairs of one person, "
        f"{calibration.different_pairs:,} pairs of two",
    )
    yield Fact(
        "Holds for",
        f"persons from {valid.least_height_px} px tall, sharpness from {valid.least_sharpness:g}, in the "
        f"same clothes (within {valid.most_hours:g} h), covered by at most {valid.most_overlap:.0%}",
        ("pictures of different cameras only",) if valid.across_cameras else (),
    )
    for condition in calibration.conditions:
        yield _condition(condition)
    yield Fact("Meaning", STRENGTH_NOTICE)


def _condition(condition: Condition) -> Fact:
    notes = [f"Cllr {_figure(condition.cllr)}; least possible {_figure(condition.least_cllr)}"]
    for rate in (0.01, 0.001):
        threshold = condition.threshold(rate)
        if threshold is not None:
            missed = condition.at(threshold).false_non_match
            notes.append(
                f"from score {threshold:.3f} on at most {rate:.1%} of pairs of two persons; "
                f"{missed:.1%} of pairs of one person lie below"
            )
    error = condition.equal_error_rate
    name, how = COMPARED[condition.comparison]
    return Fact(name, f"equal error rate {_figure(error)}", (how, *notes))


def _figure(figure: Figure) -> str:
    return f"{figure.value:.3f} (95 % interval {figure.low:.3f} to {figure.high:.3f})"


def proficiency_facts(people: tuple[Proficiency, ...]) -> list[Fact]:
    """Return how examiners did on pairs of known truth."""
    if not people:
        return [Fact("Examiners", "no pairs of known truth were answered in this case")]
    return [
        Fact(
            one.reviewer,
            f"confirmed wrongly {_rate(one.false_positives)}; excluded wrongly {_rate(one.false_negatives)}",
            (f"inconclusive {_rate(one.inconclusive)}",),
        )
        for one in people
    ]


def _rate(rate: Rate) -> str:
    interval = rate.interval
    if interval is None:
        return "not measured"
    return f"{rate.count} of {rate.of} (95 % interval {interval[0]:.0%} to {interval[1]:.0%})"


def oversight_fields(oversight: Oversight | None) -> dict[str, Any] | None:
    """Return how the case is run, as named values."""
    if oversight is None:
        return None
    calibration = oversight.calibration
    return {
        "policy": {
            "gate": oversight.policy.gate.value,
            "reasons": sorted(oversight.policy.reasons),
            "retain_until_utc": oversight.policy.retain_until_utc,
        },
        "authorities": [
            {
                "reference": encodable(one.reference),
                "offence": encodable(one.offence),
                "exhibits": sorted(encodable(exhibit) for exhibit in one.exhibits),
                "after_utc": None if one.after_utc_ms is None else iso_utc(one.after_utc_ms),
                "before_utc": None if one.before_utc_ms is None else iso_utc(one.before_utc_ms),
                "persons": [encodable(person) for person in one.persons],
                "expires_utc": None if one.expires_utc_ms is None else iso_utc(one.expires_utc_ms),
                "urgent": one.is_urgent,
                "verdict": one.verdict or None,
            }
            for one in oversight.authorities
        ],
        "calibration": None if calibration is None else _calibration_fields(calibration),
        "proficiency": [
            {"reviewer": encodable(one.reviewer), **{name: asdict(getattr(one, name)) for name in _RATES}}
            for one in oversight.proficiency
        ],
    }


def _calibration_fields(calibration: Calibration) -> dict[str, Any]:
    return {
        "embedder": encodable(calibration.embedder),
        "method": encodable(calibration.method),
        "sets": [encodable(one) for one in calibration.sets],
        "persons": calibration.persons,
        "validity": asdict(calibration.validity),
        "conditions": [
            {
                "comparison": one.comparison.value,
                "cllr": asdict(one.cllr),
                "equal_error_rate": asdict(one.equal_error_rate),
            }
            for one in calibration.conditions
        ],
    }


_RATES = ("false_positives", "false_negatives", "inconclusive")
