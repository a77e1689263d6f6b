"""The colours of the themes, and the palettes made of them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QPalette


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one theme, as `#rrggbb`."""

    window: str
    panel: str
    sunken: str
    raised: str
    line: str
    strong_line: str
    text: str
    muted: str
    faint: str
    accent: str
    on_accent: str
    accent_soft: str
    link: str
    danger: str
    warning: str
    warning_soft: str
    good: str
    stage: str
    """Behind photographs."""
    ticked: str
    """Behind a white tick."""


LIGHT = Colours(
    window="#eef0f3",
    panel="#ffffff",
    sunken="#f5f6f8",
    raised="#ffffff",
    line="#d5d9e0",
    strong_line="#747d8b",
    text="#1b2027",
    muted="#5b6472",
    faint="#9aa3b0",
    accent="#1f5fbf",
    on_accent="#ffffff",
    accent_soft="#dfeafa",
    link="#1a56b0",
    danger="#b3261e",
    warning="#8a5300",
    warning_soft="#fdf1d8",
    good="#1b7440",
    stage="#e4e7ec",
    ticked="#1f5fbf",
)

DARK = Colours(
    window="#16191e",
    panel="#1e2228",
    sunken="#191c21",
    raised="#282d35",
    line="#343a44",
    strong_line="#7b8594",
    text="#e4e7ec",
    muted="#a0a9b6",
    faint="#69727f",
    accent="#5b9bf3",
    on_accent="#0b1320",
    accent_soft="#24364f",
    link="#86b6f8",
    danger="#ff8a80",
    warning="#f0b95a",
    warning_soft="#3a3020",
    good="#6fcf97",
    stage="#101317",
    ticked="#2f6fd0",
)


CONTRAST = Colours(
    window="#000000",
    panel="#000000",
    sunken="#000000",
    raised="#101010",
    line="#b8b8b8",
    strong_line="#ffffff",
    text="#ffffff",
    muted="#c6c6c6",  # a placeholder must not look like what somebody typed
    faint="#9a9a9a",
    accent="#ffe14d",
    on_accent="#000000",
    accent_soft="#3a3300",
    link="#7fe0ff",
    danger="#ff9c94",
    warning="#ffd166",
    warning_soft="#2b2000",
    good="#7dff9b",
    stage="#000000",
    ticked="#3a3300",
)
"""High contrast: every word at least 7 : 1 on its ground, every edge plain to see."""


_Role = QPalette.ColorRole
ROLES = {
    "window": _Role.Window,
    "panel": _Role.Base,
    "sunken": _Role.AlternateBase,
    "raised": _Role.Button,
    "line": _Role.Midlight,
    "strong_line": _Role.Mid,
    "text": _Role.Text,
    "muted": _Role.PlaceholderText,
    "faint": _Role.Dark,
    "accent": _Role.Highlight,
    "on_accent": _Role.HighlightedText,
    "accent_soft": _Role.Light,
    "link": _Role.Link,
    "danger": _Role.BrightText,
    "warning": _Role.ToolTipText,
    "warning_soft": _Role.ToolTipBase,
    "good": _Role.LinkVisited,
    "stage": _Role.Shadow,
    "ticked": _Role.Accent,
}
"""Where a palette carries each colour, so that one style sheet serves all themes.

Beside a style sheet Qt's own drawing needs few of them: the others carry what it has no name for.
"""


def colours_of(palette: QPalette) -> Colours:
    """Return the theme that a palette belongs to."""
    if palette.color(QPalette.ColorRole.Window).name() == CONTRAST.window:
        return CONTRAST
    return DARK if palette.color(QPalette.ColorRole.Window).lightnessF() < 0.5 else LIGHT


def make_palette(colours: Colours) -> QPalette:
    """Return the palette of a theme: it holds every colour, each in the role that `ROLES` says."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    palette = QPalette()
    for key in (role.WindowText, role.ButtonText):
        palette.setColor(key, QColor(colours.text))
    for name, key in ROLES.items():
        palette.setColor(key, QColor(getattr(colours, name)))
    for key in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(group.Disabled, key, QColor(colours.faint))
    palette.setColor(group.Disabled, role.Highlight, QColor(colours.line))
    return palette


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    value = QColor(colour)
    channels = (value.redF(), value.greenF(), value.blueF())
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
