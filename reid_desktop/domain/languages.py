"""The languages that the window speaks: the one list for settings, command line and tests."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH = "en"
"""What the code says; every other language is two files in `resources/languages`."""

LANGUAGES: Mapping[str, str] = {
    ENGLISH: "English",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
    "nl": "Nederlands",
}
"""By code (ISO 639-1) the name that its speakers give it."""
