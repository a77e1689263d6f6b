"""What an export would hold, before it is written."""

from __future__ import annotations

from collections import Counter

from reid_desktop.domain.export_preview import ExportPreview
from reid_desktop.domain.ids import MediaId
from reid_desktop.domain.review import UNDECIDED
from reid_desktop.ports.export import Selection


def preview_of(selection: Selection) -> ExportPreview:
    """Return what is in a selection."""
    media: set[MediaId] = set()
    verdicts: Counter[str] = Counter()
    without_time = without_place = visible = 0
    for row in selection.rows:
        media.add(row.media.media_id)
        without_time += row.media.time is None
        without_place += row.media.place is None
        decision = row.review.decision if row.review else None
        verdict = decision.verdict.value if decision and decision.verdict else UNDECIDED
        verdicts[verdict] += 1
        is_named = row.sighting.sighting_id in selection.subjects
        visible += is_named if selection.subjects else row.is_confirmed
    rows = sum(verdicts.values())
    return ExportPreview(
        rows, len(media), without_time, without_place, dict(sorted(verdicts.items())), visible
    )
