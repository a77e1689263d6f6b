"""What an export leaves out, by name: the same choice again for the next prosecutor."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .errors import UsageError


class Field(StrEnum):
    """A kind of fact that an export can leave out; hashes, times, models and the log never are."""

    LOCAL_PATHS = "local_paths"
    """Where the files lie on this computer."""
    OWNERS = "owners"
    """Whose the exhibits are."""
    CAMERAS = "cameras"
    PLACES = "places"
    SCORES = "scores"
    """Scores and what they are worth."""
    DECISIONS = "decisions"
    """Decisions and second opinions."""
    MARKS = "marks"
    """Tags, grades and bookmarks: notes to oneself."""
    SCENES = "scenes"
    """Pictures of whole scenes, in which others are seen."""


FIELD_WORDS: dict[Field, str] = {
    Field.LOCAL_PATHS: "paths on this computer",
    Field.OWNERS: "owners of exhibits",
    Field.CAMERAS: "cameras",
    Field.PLACES: "places",
    Field.SCORES: "scores",
    Field.DECISIONS: "decisions",
    Field.MARKS: "tags, grades and bookmarks",
    Field.SCENES: "whole scenes",
}


LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class ExportProfile:
    """A named choice."""

    name: str
    leave_out: frozenset[Field] = frozenset()

    def __post_init__(self) -> None:
        """Refuse names that nobody could type or print."""
        if (
            not self.name
            or len(self.name) > 40
            or not self.name.isprintable()
            or self.name != self.name.strip()
        ):
            raise UsageError("A profile has a name of 1 to 40 characters that can be printed.")


INTERNAL = ExportProfile("internal")
PROSECUTOR = ExportProfile("prosecutor", frozenset({Field.LOCAL_PATHS, Field.MARKS}))
DISCLOSURE = ExportProfile("disclosure", frozenset({Field.LOCAL_PATHS, Field.MARKS, Field.OWNERS}))
BUILT_IN = (INTERNAL, PROSECUTOR, DISCLOSURE)
"""Always there; a saved profile of the same name takes its place."""


def left_out_words(fields: frozenset[Field]) -> str:
    """Return what is left out in words, in a fixed order."""
    return ", ".join(FIELD_WORDS[field] for field in Field if field in fields)
