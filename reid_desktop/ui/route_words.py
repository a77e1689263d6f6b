"""A path in time as the map draws and tells it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from reid_desktop.domain.travel import Leg, LegVerdict, TravelPath
from reid_desktop.services.travelling import Travelled
from reid_desktop.ui.text import figures_in, length, number

from .geometry.route import Route

translate = QCoreApplication.translate

_YEAR_S = 365.2425 * 86_400


def route_of(path: TravelPath) -> Route:
    """Return what the map draws: the stops, and the legs that are not plainly possible."""
    place = {stop.sighting_id: number for number, stop in enumerate(path.stops)}
    legs = [leg for leg in path.legs if leg.verdict is not LegVerdict.POSSIBLE]
    return Route.through(
        [stop.latitude_deg for stop in path.stops],
        [stop.longitude_deg for stop in path.stops],
        [
            (place[leg.start.sighting_id], place[leg.end.sighting_id], leg_words(leg), leg.is_flagged)
            for leg in (*legs, *path.conflicts)
        ],
    )


def leg_words(leg: Leg) -> str:
    """Return distance, time and what both times may be off, speed, and what is wrong with it."""
    if leg.verdict is LegVerdict.SAME_PICTURE:
        return translate("Route", "both in one photo · impossible")
    speed = leg.speed_kmh
    off_s = leg.most_elapsed_s - leg.elapsed_s
    elapsed = span_words(leg.elapsed_s) + (f" ± {span_words(off_s)}" if off_s >= 1 else "")
    parts = [length(leg.distance_m), elapsed]
    if speed is not None:
        parts.append(f"{number(round(speed))} km/h{_least(leg, speed)}")
    if leg.verdict is LegVerdict.IMPOSSIBLE:
        parts.append(translate("Route", "impossible"))
    elif leg.verdict is LegVerdict.FAST:
        parts.append(translate("Route", "possible only within the uncertainty"))
    return " · ".join(parts)


def _least(leg: Leg, speed_kmh: float) -> str:
    """Return how fast it was at the least, if all uncertainties are stretched in its favour."""
    least = leg.least_speed_kmh
    if leg.verdict is not LegVerdict.IMPOSSIBLE or least is None or round(least) >= round(speed_kmh):
        return ""
    return translate("Route", " (at least {speed})").format(speed=number(round(least)))


def span_words(seconds: float) -> str:
    """Return a length of time: 40 s, 12 min, 3 h, 3 h 5 min, 2 d 4 h, 300 d, 15.6 years."""
    whole = round(seconds)
    if whole >= 2 * _YEAR_S:
        return figures_in(translate("Route", "{number} years").format(number=f"{whole / _YEAR_S:.1f}"))
    if whole >= 100 * 86_400:
        return f"{round(whole / 86_400)} d"
    if whole < 60:
        return f"{whole} s"
    minutes, hours, days = whole // 60 % 60, whole // 3600 % 24, whole // 86_400
    parts = [f"{days} d" if days else "", f"{hours} h" if hours else ""]
    parts.append(f"{minutes} min" if minutes and not days else "")
    return " ".join(part for part in parts if part)


def path_words(found: Travelled) -> str:
    """Return what a chip says of a path."""
    text = translate("Route", "path: {stops} sightings, {flagged} flagged at {limit} km/h").format(
        stops=len(found.path.stops), flagged=len(found.path.flagged), limit=round(found.path.limit_kmh)
    )
    missing = len(found.untimed) + len(found.unplaced)
    if missing:
        text += translate("Route", ", {missing} without time or place").format(missing=missing)
    return text
