"""A map of a world with few zones and one town."""

from __future__ import annotations


class FakePlaces:
    """Knows one zone for each hemisphere, and a town at 51 N 12 E."""

    def zone_at(self, latitude_deg: float, longitude_deg: float) -> str | None:  # noqa: ARG002 - the port's
        if longitude_deg == 0:
            return None
        return "Europe/Berlin" if longitude_deg > 0 else "America/New_York"

    def name_at(self, latitude_deg: float, longitude_deg: float) -> str | None:
        return "Town, Land" if (round(latitude_deg), round(longitude_deg)) == (51, 12) else None
