"""Import and analysis side by side: the first sightings appear while files are still being read."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from reid_desktop.domain.jobs import Progress
from reid_desktop.domain.media import Outcome
from reid_desktop.domain.name_template import name_template
from reid_desktop.ports.engine import AnalysisOptions, Failure, ImportRequest, ImportSummary
from reid_desktop.ports.store import CaseReader, Mark
from reid_desktop.ports.system import Clock, JobControl
from reid_desktop.services.analysing import AnalyseMedia
from reid_desktop.services.importing import ImportSource, ImportTally
from reid_desktop.services.linking import LinkMedia

MakeAnalysis = Callable[[AnalysisOptions], tuple[AnalyseMedia, str]]
"""Loads and self-tests the models; returns the use case and its model key."""


class BringIn:
    """Imports the paths of a request and analyses what came in."""

    def __init__(
        self,
        reader: CaseReader,
        importing: ImportSource,
        make_analysis: MakeAnalysis,
        link: LinkMedia,
        clock: Clock,
    ) -> None:
        """Models are loaded while the first files are read."""
        self._link = link
        self._reader = reader
        self._importing = importing
        self._make_analysis = make_analysis
        self._clock = clock

    def __call__(self, request: ImportRequest, who: str, job: JobControl) -> ImportSummary:
        """Run both; a model that is refused fails the job after the files are in."""
        started_s = self._clock.monotonic_s()
        tally, key, waiting = ImportTally(job.first_mark(self._reader.mark())), None, 0
        other = 0
        with ThreadPoolExecutor(1, thread_name_prefix="import") as pool:
            reading = pool.submit(self._read_all, request, who, job, tally)
            try:
                if request.analyse is not None:
                    analyse, key = self._make_analysis(request.analyse)
                    seen = analyse(
                        request.analyse.video_frames_per_s,
                        who,
                        _WithReading(job, tally, reading),
                        lambda: not reading.done(),
                    )
                    waiting = seen.waiting
                    other = self._reader.clips_at_another_rate(key, request.analyse.video_frames_per_s)
            finally:
                reading.result()
        self._link(who, job)
        summary = self._summary(tally, key, self._clock.monotonic_s() - started_s)
        return replace(summary, waiting=waiting, clips_at_another_rate=other)

    def _read_all(self, request: ImportRequest, who: str, job: JobControl, tally: ImportTally) -> None:
        templates = [name_template(text) for text in request.name_templates]
        for path in _outermost(request.paths):
            self._importing(path, request.exhibit, who, job, tally, templates)

    def _summary(self, tally: ImportTally, key: str | None, elapsed_s: float) -> ImportSummary:
        brought = self._reader.brought(tally.mark, tally.sources, key)
        counts = brought.counts
        return ImportSummary(
            sum(counts.values()) + tally.unchanged,
            counts[Outcome.IMPORTED],
            counts[Outcome.DUPLICATE] + tally.unchanged,
            counts[Outcome.NOT_MEDIA],
            counts[Outcome.FAILED],
            tuple(Failure(o.path, o.reason or "") for o in brought.failures),
            brought.photos,
            brought.videos,
            brought.sightings,
            round(elapsed_s, 3),
            key,
        )


def _outermost(paths: tuple[str, ...]) -> list[str]:
    """Return the paths without doubles and without those that lie in another: each file is met once."""
    named = {Path(path) for path in paths}
    return [path for path in dict.fromkeys(paths) if named.isdisjoint(Path(path).parents)]


@dataclass(slots=True)
class _WithReading:
    """Adds to the analysis' progress how many files were read."""

    job: JobControl
    tally: ImportTally
    reading: Future[None]
    breathe: Callable[[], None] = field(init=False)
    working_on: Callable[[str], None] = field(init=False)
    finished: Callable[[str], None] = field(init=False)
    first_mark: Callable[[Mark], Mark] = field(init=False)

    def __post_init__(self) -> None:
        self.breathe = self.job.breathe
        self.working_on = self.job.working_on
        self.finished = self.job.finished
        self.first_mark = self.job.first_mark

    def checkpoint(self, progress: Progress) -> None:
        if not self.reading.done():
            step = f"Reading files ({self.tally.read:,} so far) and looking for persons"
            progress = replace(progress, step=step, total=None, remaining_s=None)
        self.job.checkpoint(progress)
