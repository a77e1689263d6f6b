"""What the layers of vector tiles mean: OpenMapTiles, Protomaps, Shortbread and Mapbox Streets.

Layers that none of the four schemas knows are drawn as thin lines.
"""

from __future__ import annotations

from collections.abc import Mapping

from reid_desktop.ports.maps import Role

Tags = Mapping[str, str | float | None]
POINT, LINE, AREA = 1, 2, 3
"""Types of geometry in a vector tile."""

_WATER = {"water", "ocean", "water_polygons", "lakes", "sea"}
_GREEN_LAYERS = {"park", "landcover", "natural", "sites", "landuse_overlay"}
_LAND = {"landuse", "land", "landcover", "natural", "earth", "sites", "park", "pois", "landuse_overlay"}
_GREEN = {
    "wood", "forest", "grass", "park", "meadow", "scrub", "farmland", "cemetery", "garden", "nature_reserve",
    "heath", "orchard", "vineyard", "recreation_ground", "golf_course", "pitch", "allotments", "wetland",
    "national_park", "protected_area", "village_green", "zoo", "agriculture", "crop",
}  # fmt: skip
_BUILT = {
    "residential", "industrial", "commercial", "retail", "school", "hospital", "university", "military",
    "railway", "urban_area", "suburb", "parking", "airport", "aerodrome",
}  # fmt: skip
_ROADS = {"transportation", "roads", "streets", "street_polygons", "road", "bridge", "tunnel", "transit"}
_BORDERS = {"boundary", "boundaries", "admin"}
_MAJOR = {"motorway", "trunk", "primary", "highway", "major_road", "secondary"}
_PATHS = {"path", "track", "footway", "cycleway", "steps", "pedestrian", "bridleway", "pier"}
_RAILS = {"rail", "railway", "transit", "tram", "subway", "light_rail", "narrow_gauge"}
_PLACES = {
    "place", "places", "place_labels", "boundary_labels", "place_label", "country_label", "state_label",
}  # fmt: skip
_STREET_NAMES = {"transportation_name", "street_labels", "road_label", "street_labels_points"}
_WATER_NAMES = {
    "water_name", "waterway_label", "water_label", "water_polygons_labels", "water_lines_labels",
    "marine_label",
}  # fmt: skip
_LEFT_OUT = {
    "background", "land_polygons", "housenumber", "addresses", "mountain_peak", "poi", "pois", "hillshade",
    "contour", "barrier_line",
}  # fmt: skip


def role_of(layer: str, geometry: int, tags: Tags) -> Role | None:
    """Return what a feature is drawn as; None where it is not drawn."""
    kind = str(tags.get("class") or tags.get("kind") or tags.get("pmap:kind") or tags.get("type") or "")
    if layer in _STREET_NAMES:
        return Role.STREET_NAME
    if layer in _WATER_NAMES or (geometry == POINT and layer in _WATER):
        return Role.WATER_NAME
    if geometry == POINT:
        return Role.PLACE if layer in _PLACES else None
    if layer in _LEFT_OUT or (layer == "earth" and geometry == AREA):
        return None
    return _area_role(layer, kind) if geometry == AREA else _line_role(layer, kind)


def _area_role(layer: str, kind: str) -> Role | None:
    if layer in _WATER:
        return Role.WATER
    if layer in {"building", "buildings"}:
        return Role.BUILDING
    if layer in _LAND:
        if kind in _GREEN or (layer in _GREEN_LAYERS and kind not in _BUILT):
            return Role.GREEN
        return Role.BUILT if kind in _BUILT else None
    return None if layer in _ROADS or layer in _BORDERS else Role.OTHER


def names_streets(layer: str, geometry: int) -> bool:
    """Tell whether the lines of a layer bear the names of streets themselves."""
    return layer in {"roads", "streets"} and geometry == LINE


def _line_role(layer: str, kind: str) -> Role | None:
    if layer in {"waterway", "water_lines", "water", "physical_line"}:
        return Role.WATERWAY
    if layer in _BORDERS:
        return Role.BORDER
    if layer in _ROADS:
        if kind in _RAILS:
            return Role.RAIL
        if kind in _MAJOR:
            return Role.MAJOR_ROAD
        return Role.PATH if kind in _PATHS else Role.ROAD
    return None if layer in _LAND or layer in {"building", "buildings"} else Role.OTHER
