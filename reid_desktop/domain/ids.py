"""The kinds of identifier, so that one is never taken for another."""

from __future__ import annotations

from typing import NewType

ExhibitId = NewType("ExhibitId", str)
"""The exhibit number as the examiner wrote it, such as `EX-7/2`."""

SourceId = NewType("SourceId", int)
MediaId = NewType("MediaId", int)
SightingId = NewType("SightingId", int)
SearchId = NewType("SearchId", int)
JobId = NewType("JobId", int)

ActId = NewType("ActId", int)
"""Of what an examiner said about sightings; grows with time."""

DecisionId = NewType("DecisionId", int)
NoteId = NewType("NoteId", int)
EntryId = NewType("EntryId", int)
"""Of the ledger."""

PersonId = NewType("PersonId", int)
PersonEventId = NewType("PersonEventId", int)
ProbeId = NewType("ProbeId", int)
AlarmId = NewType("AlarmId", int)
