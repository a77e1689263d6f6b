"""A PDF as our reports are set: fonts embedded, case, page and content hash on every page, bookmarks."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import DocumentCompliance, XPos, YPos
from fpdf.fonts import TTFFont

from reid_desktop.domain.query import LEAD_NOTICE

from .plain_text import plain
from .report_facts import Fact

SANS, MONO, FALLBACK = "sans", "mono", "fallback"
_FILES = {
    (SANS, ""): "DejaVuSans.ttf",
    (SANS, "B"): "DejaVuSans-Bold.ttf",
    (MONO, ""): "DejaVuSansMono.ttf",
}
_FALLBACK_FILE = "DroidSansFallbackFull.ttf"
_SIMPLE = re.compile(r"[\x20-\x7e\u00a0-\u024f\u2010-\u2044]*\Z")
"""Latin text: every font has it, and it needs no shaping."""
INK, FAINT, RULE, ACCENT, PAPER = (23, 27, 33), (92, 99, 110), (203, 208, 215), (176, 42, 48), (246, 247, 249)
MARGIN_MM, WIDTH_MM = 16.0, 210.0 - 2 * 16.0
NAME_MM = 38.0
NAME_LINES, LONGEST_NAME = 3, 40
"""Longer names, such as those of exhibits that somebody typed, are cut to one line."""


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What stands on every page."""

    case_number: str
    title: str
    content_sha256: str
    created_utc: str
    program_version: str


@cache
def _glyphs(path: Path) -> frozenset[int]:
    """Return the characters that a font can draw."""
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


class Pages(FPDF):
    """A4 pages of PDF/A-2u: whoever opens it in twenty years sees what is seen now."""

    def __init__(self, fonts: Path, facts: PageFacts) -> None:
        """Take the folder of the fonts."""
        super().__init__(enforce_compliance=DocumentCompliance.PDFA_2U)
        self._folder = fonts
        self._facts = facts
        self._has_fallback = False
        for (family, style), name in _FILES.items():
            self.add_font(family, style, fonts / name)
        self.set_margins(MARGIN_MM, 24)
        self.set_auto_page_break(True, 22)
        self.set_title(self.shown(f"{facts.title}: case {facts.case_number}"))
        self.set_lang("en-GB")
        self.set_creator(f"reid-desktop {facts.program_version}")
        self.set_creation_date(datetime.fromisoformat(facts.created_utc))

    def let_go_of_fonts(self) -> None:
        """Close the files of the fonts, which the library leaves open."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()

    def shown(self, text: str) -> str:
        """Return `text` made plain; what no font can draw is spelt out, never an empty box."""
        inert = plain(text)
        if _SIMPLE.match(inert):
            return inert
        return "".join(c if self._can_draw(ord(c)) else f"\u2039U+{ord(c):04X}\u203a" for c in inert)

    def _can_draw(self, code: int) -> bool:
        """Tell whether a font has the character; the large one is opened with the first that needs it."""
        if code in _glyphs(self._folder / _FILES[SANS, ""]):
            return True
        if code not in _glyphs(self._folder / _FALLBACK_FILE):
            return False
        if not self._has_fallback:
            self._has_fallback = True
            for style in ("", "B"):
                self.add_font(FALLBACK, style, self._folder / _FALLBACK_FILE)
            self.set_fallback_fonts([FALLBACK], exact_match=False)
        return True

    def header(self) -> None:
        """Write case number and notice; called by the library on every page."""
        with self.local_context():
            self.set_xy(MARGIN_MM, 9)
            self.set_text_color(*FAINT)
            self.set_font(SANS, "", 8)
            self.put(f"Case {self._facts.case_number}", 76, 4)
            self.set_text_color(*ACCENT)
            self.set_font(SANS, "B", 8)
            self.put(LEAD_NOTICE, WIDTH_MM - 76, 4, align="R")
            self.set_draw_color(*RULE)
            self.line(MARGIN_MM, 15, MARGIN_MM + WIDTH_MM, 15)
        self.set_y(20)

    def footer(self) -> None:
        """Write content hash and page number; called by the library on every page."""
        with self.local_context():
            self.set_xy(MARGIN_MM, -15)
            self.set_draw_color(*RULE)
            self.line(MARGIN_MM, self.y - 1, MARGIN_MM + WIDTH_MM, self.y - 1)
            self.set_text_color(*FAINT)
            self.set_font(MONO, "", 6)
            self.put(f"Content SHA-256 {self._facts.content_sha256}", WIDTH_MM - 40, 4)
            self.set_font(SANS, "", 8)
            self.put(f"Page {self.page_no()} of {{nb}}", 40, 4, align="R")

    def put(self, text: str, width_mm: float, height_mm: float, align: str = "L") -> None:
        """Write one line, cut to its width; the next text follows to the right."""
        words = self.shown(text)
        while words and self.get_string_width(words) > width_mm and len(words) > 2:
            words = words[: max(int(len(words) * 0.92) - 1, 1)].rstrip("…") + "…"
        self._shape(words)
        self.cell(width_mm, height_mm, words, align=align)

    def paragraph(self, text: str, width_mm: float = WIDTH_MM, line_mm: float = 4.4) -> None:
        """Write a text over as many lines as it needs, from the current place down."""
        words = self.shown(text)
        self._shape(words)
        left = self.x
        self.multi_cell(width_mm, line_mm, words, align="L", new_x=XPos.LEFT, new_y=YPos.NEXT)
        self.set_x(left)

    def _shape(self, words: str) -> None:
        """Have letters joined and set from right to left only where a script needs it: it is slow."""
        wanted = not _SIMPLE.match(words)
        if wanted != bool(self.text_shaping):
            self.set_text_shaping(wanted)

    def chapter(self, title: str, level: int = 0) -> None:
        """Begin a section: a heading, and a bookmark."""
        size_pt = (15, 11.5)[min(level, 1)]
        if self.will_page_break(26):
            self.add_page()
        self.ln(3)
        self.set_text_color(*INK)
        self.set_font(SANS, "B", size_pt)
        words = self.shown(title)
        self.start_section(words[:120], level)
        self.paragraph(title, line_mm=size_pt * 0.5)
        self.ln(1)
        self.set_font(SANS, "", 9)

    def note(self, text: str) -> None:
        """Write small print."""
        self.set_text_color(*FAINT)
        self.set_font(SANS, "", 7.5)
        self.paragraph(text, line_mm=3.6)
        self.set_text_color(*INK)
        self.set_font(SANS, "", 9)

    def list_of_facts(
        self,
        facts: Iterable[Fact],
        width_mm: float = WIDTH_MM,
        size_pt: float = 8.5,
        name_mm: float = NAME_MM,
    ) -> None:
        """Write names and values in two columns, from the current left edge."""
        left, line_mm = self.x, size_pt * 0.48
        for fact in facts:
            start_page, top = self.page, self.y
            self.set_font(SANS, "", size_pt)
            if self.will_page_break(NAME_LINES * line_mm):
                self.add_page()
                start_page, top = self.page, self.y
            self.set_x(left)
            self.set_text_color(*FAINT)
            under = self._name(fact.name, name_mm - 2, line_mm)
            self.set_xy(left + name_mm, top)
            self.set_text_color(*INK)
            self.set_font(MONO if fact.is_code else SANS, "", size_pt - (1.2 if fact.is_code else 0))
            self.paragraph(fact.value or "not stated", width_mm - name_mm, line_mm)
            self.set_text_color(*FAINT)
            self.set_font(SANS, "", size_pt - 1.3)
            for note in fact.notes:
                self.set_x(left + name_mm)
                self.paragraph(note, width_mm - name_mm, line_mm * 0.9)
            self.set_x(left)
            if self.page == start_page:
                self.set_y(max(self.y, under) + 0.6)
            self.set_x(left)
        self.set_text_color(*INK)
        self.set_font(SANS, "", 9)

    def _name(self, name: str, width_mm: float, line_mm: float) -> float:
        """Write the name of a fact, on a few lines if it needs them; return where it ends."""
        top = self.y
        if len(name) > LONGEST_NAME:
            self.put(name, width_mm, line_mm)
            return top + line_mm
        self.paragraph(name, width_mm, line_mm)
        return max(self.y, top + line_mm)

    def rows_of(
        self, header: Sequence[str], widths_mm: Sequence[float], rows: Iterable[Sequence[str]], code: int = -1
    ) -> None:
        """Write a table of single lines; the header comes again on every page."""
        self._table_line(header, widths_mm, "B", -1)
        for cells in rows:
            if self.will_page_break(4.2):
                self.add_page()
                self._table_line(header, widths_mm, "B", -1)
            self._table_line(cells, widths_mm, "", code)

    def _table_line(self, cells: Sequence[str], widths_mm: Sequence[float], style: str, code: int) -> None:
        self.set_x(MARGIN_MM)
        self.set_text_color(*(FAINT if style else INK))
        for number, (text, width_mm) in enumerate(zip(cells, widths_mm, strict=True)):
            self.set_font(MONO if number == code else SANS, "" if number == code else style, 7)
            self.put(text, width_mm - 1.5, 4)
            self.set_x(self.x + 1.5)
        self.ln(4)
        self.set_draw_color(*RULE)
        self.line(MARGIN_MM, self.y, MARGIN_MM + WIDTH_MM, self.y)
        self.set_y(self.y + 0.2)

    def picture(
        self, jpeg: bytes | None, x_mm: float, y_mm: float, w_mm: float, h_mm: float, about: str
    ) -> None:
        """Draw a JPEG as large as fits the frame; a frame that says so where it is missing."""
        try:
            file = io.BytesIO(jpeg or b"")
            words = self.shown(about)
            self.image(file, x_mm, y_mm, w_mm, h_mm, keep_aspect_ratio=True, alt_text=words)
        except (OSError, ValueError):  # missing, or damaged on the disk
            with self.local_context():
                self.set_draw_color(*RULE)
                self.rect(x_mm, y_mm, w_mm, h_mm)
                self.set_xy(x_mm, y_mm + h_mm / 2 - 2)
                self.set_text_color(*FAINT)
                self.set_font(SANS, "", 7)
                self.put("picture missing", w_mm, 4, align="C")
