"""What is known of places on the earth, without any network."""

from __future__ import annotations

from typing import Protocol


class Places(Protocol):
    """Zones and names of positions (WGS 84 degrees); safe from several threads."""

    def zone_at(self, latitude_deg: float, longitude_deg: float) -> str | None:
        """Return the IANA time zone of a position; None on the high seas."""
        ...

    def name_at(self, latitude_deg: float, longitude_deg: float) -> str | None:
        """Return the nearest populated place: `Leipzig, Germany`, `12 km N of Riesa, Germany`.

        None where there is none for a hundred kilometres.
        """
        ...
