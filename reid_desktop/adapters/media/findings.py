"""Gathers the claims that one file makes, and sorts out what cannot be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from reid_desktop.adapters.media import moments
from reid_desktop.adapters.media.moments import Written
from reid_desktop.domain.capture import Place, PlaceSource
from reid_desktop.domain.claims import PlaceClaim, PlaceTag, TimeClaim, TimeTag
from reid_desktop.domain.media import RawFacts

_DAY_MS = 24 * 3600 * 1000
_SHOWN = 40
_MOST_WARNINGS = 40


class Findings:
    """What was found so far in one file, best first."""

    def __init__(self, now_utc_ms: int) -> None:
        """Need the present time, to tell dates that lie in the future."""
        self._latest_ms = now_utc_ms + _DAY_MS
        self.times: list[TimeClaim] = []
        self.places: list[PlaceClaim] = []
        self.impossible_times: list[str] = []
        self.impossible_places: list[str] = []
        self.damage: list[str] = []
        self.warnings: list[str] = []

    def text_time(self, tag: TimeTag, text: str, *, fraction: str = "", zone: str | None = None) -> None:
        """Take a date as it was written; a blank one says nothing, an impossible one is noted.

        :param fraction: digits of a second that stand elsewhere.
        :param zone: offset that stands elsewhere; before one that stands behind the date.
        """
        found = moments.written(text)
        if found is None:
            if any(char.isdecimal() for char in text) and not _is_year(text):
                self.no_time(text)
            return
        moment, step_s = found.moment, found.step_s
        if step_s == 1.0:
            moment, step_s = moment + moments.sub_second(fraction), moments.fineness(fraction)
        self._take(tag, text, Written(moment, zone or found.zone, step_s))

    def time(self, claim: TimeClaim) -> None:
        """Take a claim that was made elsewhere, if it can be."""
        if claim.wall is None or self._believable(datetime.fromisoformat(claim.wall), claim.zone):
            self._add(claim)
        else:
            self.no_time(claim.text)

    def claimed_place(self, claim: PlaceClaim) -> None:
        """Take a place that was read elsewhere."""
        if claim not in self.places:
            self.places.append(claim)

    def _take(self, tag: TimeTag, text: str, found: Written) -> None:
        if self._believable(found.moment, found.zone):
            self._add(
                TimeClaim(
                    tag, text, wall=moments.iso_local(found.moment), zone=found.zone, step_s=found.step_s
                )
            )
        else:
            self.no_time(text)

    def absolute_time(self, tag: TimeTag, text: str, moment: datetime, step_s: float = 1.0) -> None:
        """Take a moment in UTC."""
        if self._believable(moment, None):
            self._add(TimeClaim(tag, text, utc_ms=moments.utc_ms(moment.replace(tzinfo=UTC)), step_s=step_s))
        else:
            self.no_time(text)

    def no_time(self, text: str, why: str = "The date “{text}” cannot be; it was not used.") -> None:
        """Note a date that cannot be."""
        if text not in self.impossible_times:
            self.impossible_times.append(text)
            self.warn(why.replace("{text}", text[:_SHOWN]))

    def place(
        self, tag: PlaceTag, text: str, place: tuple[float | None, float | None], **more: float | None
    ) -> None:
        """Take a position in degrees, if it can be one."""
        latitude, longitude = place
        if latitude is None or longitude is None:
            self.no_place(text, "The position is incomplete; it was not used.")
        elif (latitude == 0 and longitude == 0) or not (abs(latitude) <= 90 and abs(longitude) <= 180):
            self.no_place(text, "The position is zero or does not exist; it was not used.")
        else:
            source = PlaceSource.VIDEO_ATOM if tag is PlaceTag.CONTAINER else PlaceSource.GPS_TAG
            self.claimed_place(
                PlaceClaim(tag, text, Place(round(latitude, 8), round(longitude, 8), source, **more))
            )

    def no_place(self, text: str, why: str) -> None:
        """Note a position that cannot be."""
        if text not in self.impossible_places:
            self.impossible_places.append(text)
        self.warn(why)

    def damaged(self, sentence: str) -> None:
        """Note that something is cut short or broken."""
        if sentence not in self.damage:
            self.damage.append(sentence)
        self.warn(sentence)

    def warn(self, sentence: str) -> None:
        """Note something that looks wrong."""
        if sentence not in self.warnings and len(self.warnings) < _MOST_WARNINGS:
            self.warnings.append(sentence)

    def added_to(self, facts: RawFacts) -> RawFacts:
        """Return the facts with everything that was gathered here."""
        return replace(
            facts,
            times=tuple(self.times),
            places=tuple(self.places),
            impossible_times=tuple(self.impossible_times),
            impossible_places=tuple(self.impossible_places),
            damage=tuple(self.damage),
            warnings=tuple(self.warnings),
        )

    def _add(self, claim: TimeClaim) -> None:
        if claim not in self.times:
            self.times.append(claim)

    def _believable(self, moment: datetime, zone: str | None) -> bool:
        bare = moment.replace(tzinfo=None)
        if moments.is_unset(bare):
            return False
        try:
            return moments.utc_ms(bare, zone or "+00:00") <= self._latest_ms
        except OverflowError:
            return False


def believable_height(height_m: float | None) -> float | None:
    """Return a height above the sea if a phone can have been there."""
    return height_m if height_m is not None and -12_000 < height_m < 100_000 else None


def believable_radius(radius_m: float | None) -> float | None:
    """Return the radius of an uncertainty if it can be one."""
    return radius_m if radius_m is not None and 0 < radius_m < 1_000_000 else None


def _is_year(text: str) -> bool:
    """A year or month alone is no time, but it is not wrong either."""
    return len(text.strip()) <= 7 and text.strip()[:4].isdecimal() and text.strip()[:4] > "1900"
