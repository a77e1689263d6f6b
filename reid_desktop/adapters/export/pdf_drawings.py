"""Map, timeline and boxes drawn into a PDF."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reid_desktop.domain.geometry import Box, Size

from .overview_map import OverviewMap
from .pdf_pages import ACCENT, FAINT, INK, RULE, SANS, Pages
from .scales import Cluster
from .timeline import Timeline

SEA, LAND, COAST = (228, 236, 243), (250, 249, 245), (150, 160, 172)
WHITE = (255, 255, 255)
_PIECE = re.compile(r"M([^MZ]+)(Z?)")
_LEAST_MARKER = 0.22
"""Millimetres a pixel: on a small map the markers stay legible."""
MAP_CREDIT = "Outlines: Natural Earth. Place names: GeoNames, CC BY 4.0."

Point = tuple[float, float]


def draw_map_at(pdf: Pages, drawn: OverviewMap, x_mm: float, y_mm: float, width_mm: float) -> float:
    """Draw a map with its top left corner there; return its height in mm."""
    height_mm = drawn.height_px * width_mm / drawn.width_px
    with pdf.local_context():
        _map(pdf, drawn, x_mm, y_mm, width_mm)
        pdf.set_draw_color(*RULE)
        pdf.rect(x_mm, y_mm, width_mm, height_mm)
    return height_mm


def _map(pdf: Pages, drawn: OverviewMap, x_mm: float, y_mm: float, width_mm: float) -> None:
    scale = width_mm / drawn.width_px

    def at(x_px: float, y_px: float) -> Point:
        return x_mm + x_px * scale, y_mm + y_px * scale

    height_mm = drawn.height_px * scale
    pdf.set_fill_color(*SEA)
    pdf.rect(x_mm, y_mm, width_mm, height_mm, style="F")
    with pdf.rect_clip(x_mm, y_mm, width_mm, height_mm), pdf.local_context():
        pdf.set_line_width(0.1)
        pdf.set_fill_color(*LAND)
        for points in _pieces(str(drawn.land)):
            if len(points) > 2:
                pdf.polygon([at(*point) for point in points], style="F")
        pdf.set_draw_color(*COAST)
        for path in (drawn.coasts, drawn.borders):
            for points in _pieces(str(path)):
                pdf.polyline([at(*point) for point in points])
        _grid(pdf, drawn, at(0, 0), scale)
        pdf.set_draw_color(*ACCENT)
        for circle in drawn.circles:
            x, y = at(circle.x_px, circle.y_px)
            pdf.circle(x, y, circle.radius_px * scale, style="D")
        _names(pdf, drawn, at(0, 0), scale)
        for mark in reversed(drawn.markers):
            _marker(pdf, mark, *at(mark.x_px, mark.y_px), scale)
    _scale_bar(pdf, drawn, at(0, 0), scale)


def _pieces(path: str) -> Iterator[list[Point]]:
    """Yield the pieces of the path data that `overview_map` writes."""
    for match in _PIECE.finditer(path):
        numbers = [pair.split(",") for pair in match[1].split()]
        yield [(float(x), float(y)) for x, y in numbers]


def _grid(pdf: Pages, drawn: OverviewMap, origin: Point, scale: float) -> None:
    pdf.set_draw_color(*RULE)
    pdf.set_text_color(*FAINT)
    pdf.set_font(SANS, "", 5)
    for line in drawn.meridians:
        x = origin[0] + line.at_px * scale
        pdf.line(x, origin[1], x, origin[1] + drawn.height_px * scale)
        pdf.text(x + 0.6, origin[1] + drawn.height_px * scale - 1, pdf.shown(line.label))
    for line in drawn.parallels:
        y = origin[1] + line.at_px * scale
        pdf.line(origin[0], y, origin[0] + drawn.width_px * scale, y)
        pdf.text(origin[0] + 0.8, y - 0.6, pdf.shown(line.label))


def _names(pdf: Pages, drawn: OverviewMap, origin: Point, scale: float) -> None:
    pdf.set_text_color(*INK)
    pdf.set_fill_color(*INK)
    pdf.set_font(SANS, "", 6)
    for name in drawn.names:
        x, y = origin[0] + name.x_px * scale, origin[1] + name.y_px * scale
        pdf.circle(x, y, 0.35, style="F")
        pdf.text(x + 0.9, y + 0.8, pdf.shown(name.text))


def _marker(pdf: Pages, mark: Cluster, x_mm: float, y_mm: float, scale: float) -> None:
    scale = max(scale, _LEAST_MARKER)
    half_mm, high_mm = mark.width_px * scale / 2, 16 * scale
    is_by_hand = not mark.is_measured
    pdf.set_fill_color(*(WHITE if is_by_hand else ACCENT))
    pdf.set_draw_color(*(ACCENT if is_by_hand else WHITE))
    pdf.set_line_width(0.25)
    pdf.rect(
        x_mm - half_mm, y_mm - high_mm / 2, 2 * half_mm, high_mm, "DF", round_corners=True,
        corner_radius=high_mm / 2,
    )  # fmt: skip
    pdf.set_text_color(*(ACCENT if is_by_hand else WHITE))
    pdf.set_font(SANS, "B", max(min(high_mm * 1.9, 8), 4))
    width_mm = pdf.get_string_width(mark.label)
    pdf.text(x_mm - width_mm / 2, y_mm + pdf.font_size * 0.35, mark.label)
    pdf.set_text_color(*INK)


def _scale_bar(pdf: Pages, drawn: OverviewMap, origin: Point, scale: float) -> None:
    right, bottom = origin[0] + (drawn.width_px - 14) * scale, origin[1] + (drawn.height_px - 20) * scale
    pdf.set_fill_color(*WHITE)
    pdf.rect(right - drawn.scale_px * scale - 1, bottom - 3.6, drawn.scale_px * scale + 2, 4.6, style="F")
    pdf.set_draw_color(*INK)
    pdf.set_line_width(0.3)
    pdf.line(right - drawn.scale_px * scale, bottom, right, bottom)
    pdf.set_text_color(*INK)
    pdf.set_font(SANS, "", 6)
    pdf.text(right - pdf.get_string_width(drawn.scale_label), bottom - 1, drawn.scale_label)


def draw_timeline_at(pdf: Pages, drawn: Timeline, x_mm: float, y_mm: float, width_mm: float) -> float:
    """Draw a timeline (UTC) with its top left corner there; return its height in mm."""
    with pdf.local_context():
        _timeline(pdf, drawn, x_mm, y_mm, width_mm / drawn.width_px)
    return drawn.height_px * width_mm / drawn.width_px + 1


def _timeline(pdf: Pages, drawn: Timeline, x_mm: float, y_mm: float, scale: float) -> None:
    axis_mm = y_mm + drawn.axis_px * scale
    pdf.set_line_width(0.15)
    pdf.set_font(SANS, "", 6)
    pdf.set_text_color(*FAINT)
    for tick in drawn.ticks:
        x = x_mm + tick.x_px * scale
        pdf.set_draw_color(*RULE)
        pdf.line(x, y_mm, x, axis_mm + 1)
        pdf.text(x - pdf.get_string_width(tick.label) / 2, axis_mm + 4, tick.label)
    pdf.set_draw_color(*INK)
    pdf.line(x_mm, axis_mm, x_mm + drawn.width_px * scale, axis_mm)
    pdf.set_draw_color(*ACCENT)
    for whisker in drawn.whiskers:
        y = y_mm + whisker.y_px * scale
        pdf.line(x_mm + whisker.left_px * scale, y, x_mm + whisker.right_px * scale, y)
    for mark in drawn.markers:
        _marker(pdf, mark, x_mm + mark.x_px * scale, y_mm + mark.y_px * scale, scale)


def draw_box(pdf: Pages, box: Box, within: Size, x_mm: float, y_mm: float, w_mm: float, h_mm: float) -> None:
    """Draw a person's box over a picture that was fitted into the frame, in the middle of it."""
    scale = min(w_mm / within.width_px, h_mm / within.height_px)
    left = x_mm + (w_mm - within.width_px * scale) / 2
    top = y_mm + (h_mm - within.height_px * scale) / 2
    place = (
        left + box.left_px * scale,
        top + box.top_px * scale,
        box.width_px * scale,
        box.height_px * scale,
    )
    for colour, width_mm in ((WHITE, 0.9), (ACCENT, 0.45)):
        pdf.set_draw_color(*colour)
        pdf.set_line_width(width_mm)
        pdf.rect(*place)
