"""Positions as grids write them: UTM, MGRS and Open Location Code (plus codes), turned into degrees.

UTM and MGRS are read on the WGS 84 ellipsoid (NGA.SIG.0012, the series of Krüger to the third order, good to
less than a millimetre inside a zone). A reference names a square; its middle is returned.
"""

from __future__ import annotations

import math
import re

_A_M, _F = 6_378_137.0, 1 / 298.257223563
_N = _F / (2 - _F)
_SCALE, _FALSE_EAST_M, _FALSE_NORTH_M = 0.9996, 500_000.0, 10_000_000.0
_RADIUS_M = _A_M / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_BETA = (
    _N / 2 - 2 * _N**2 / 3 + 37 * _N**3 / 96,
    _N**2 / 48 + _N**3 / 15,
    17 * _N**3 / 480,
)
_DELTA = (2 * _N - 2 * _N**2 / 3 - 2 * _N**3, 7 * _N**2 / 3 - 8 * _N**3 / 5, 56 * _N**3 / 15)
_BANDS = "CDEFGHJKLMNPQRSTUVWX"
_COLUMNS = ("ABCDEFGH", "JKLMNPQR", "STUVWXYZ")
_ROWS = "ABCDEFGHJKLMNPQRSTUV"
_CODE = "23456789CFGHJMPQRVWX"

_UTM = re.compile(
    r"(\d{1,2})\s*([C-HJ-NP-X])\s+(\d{6}(?:\.\d+)?)\s*(?:m?\s*E)?[\s,]+(\d{1,8}(?:\.\d+)?)\s*(?:m?\s*N)?"
)
_MGRS = re.compile(r"(\d{1,2})\s*([C-HJ-NP-X])\s*([A-HJ-NP-Z])([A-HJ-NP-V])\s*(\d{2,10}|\d{1,5}\s+\d{1,5})")
_PLUS = re.compile(rf"([{_CODE}]{{8}})\+([{_CODE}]{{2,7}})?")

Degrees = tuple[float, float]


def read_grid(words: str) -> Degrees | None:
    """Return (latitude, longitude) of a UTM, MGRS or full plus code; None where it is none."""
    upper = " ".join(words.upper().split())
    for pattern, read in ((_UTM, _utm), (_MGRS, _mgrs), (_PLUS, _plus)):
        found = pattern.fullmatch(upper)
        if found is not None:
            return read(found)
    return None


def _utm(found: re.Match[str]) -> Degrees | None:
    zone, band = int(found[1]), found[2]
    # `32S` is band S to some, and the southern half to others: five thousand kilometres apart.
    if not 1 <= zone <= 60 or band == "S":
        return None
    return _unproject(zone, float(found[3]), float(found[4]), is_south=band < "N")


def _mgrs(found: re.Match[str]) -> Degrees | None:
    zone, band = int(found[1]), found[2]
    column = _COLUMNS[(zone - 1) % 3].find(found[3])
    row = _ROWS.find(found[4])
    digits = found[5].split()
    if len(digits) == 1:
        digits = [found[5][: len(found[5]) // 2], found[5][len(found[5]) // 2 :]]
    if not 1 <= zone <= 60 or column < 0 or len(digits[0]) != len(digits[1]):
        return None
    side_m = 10.0 ** (5 - len(digits[0]))
    east_m = (column + 1) * 100_000 + (int(digits[0]) + 0.5) * side_m
    north_m = (row - (5 if zone % 2 == 0 else 0)) % 20 * 100_000 + (int(digits[1]) + 0.5) * side_m
    south_deg = -80.0 + 8.0 * _BANDS.index(band)
    # The letters of rows come again every 2,000 km: the band says which of them is meant.
    for turn in range(5):
        place = _unproject(zone, east_m, north_m + turn * 2_000_000, is_south=band < "N")
        if place is not None and south_deg - 0.01 <= place[0] <= south_deg + (12.01 if band == "X" else 8.01):
            return place
    return None


def _unproject(zone: int, east_m: float, north_m: float, *, is_south: bool) -> Degrees | None:
    xi = (north_m - (_FALSE_NORTH_M if is_south else 0.0)) / (_SCALE * _RADIUS_M)
    eta = (east_m - _FALSE_EAST_M) / (_SCALE * _RADIUS_M)
    if abs(xi) > math.pi / 2 or abs(eta) > 0.2:
        return None
    turns = range(1, 4)
    plain_xi = xi - sum(_BETA[j - 1] * math.sin(2 * j * xi) * math.cosh(2 * j * eta) for j in turns)
    plain_eta = eta - sum(_BETA[j - 1] * math.cos(2 * j * xi) * math.sinh(2 * j * eta) for j in turns)
    chi = math.asin(math.sin(plain_xi) / math.cosh(plain_eta))
    latitude = chi + sum(_DELTA[j - 1] * math.sin(2 * j * chi) for j in turns)
    longitude = math.atan2(math.sinh(plain_eta), math.cos(plain_xi))
    return math.degrees(latitude), zone * 6 - 183 + math.degrees(longitude)


def _plus(found: re.Match[str]) -> Degrees | None:
    pairs = found[1] + (found[2] or "")[:2]
    latitude, longitude, side = -90.0, -180.0, 400.0
    for place in range(0, len(pairs), 2):
        side /= 20
        latitude += _CODE.index(pairs[place]) * side
        longitude += _CODE.index(pairs[place + 1]) * side
    high = wide = side
    for letter in (found[2] or "")[2:]:
        high, wide = high / 5, wide / 4
        row, column = divmod(_CODE.index(letter), 4)
        latitude, longitude = latitude + row * high, longitude + column * wide
    middle = latitude + high / 2, longitude + wide / 2
    return middle if middle[0] <= 90 and middle[1] <= 180 else None
