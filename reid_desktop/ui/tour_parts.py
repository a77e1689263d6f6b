"""The parts of a tour of the window; without Qt, so that the command line names them, too."""

from __future__ import annotations

PARTS = (
    "start",
    "import",
    "gallery",
    "search",
    "probes",
    "triage",
    "compare",
    "places",
    "people",
    "export",
    "oversight",
    "dialogs",
    "looks",
    "empty",
    "names",
)
"""In the order in which they are gone through."""
