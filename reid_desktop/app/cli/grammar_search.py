"""The grammar of `search`."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field

from reid_desktop.app.cli import values
from reid_desktop.app.cli.grammar import Commands, Grammar, case_command
from reid_desktop.app.cli.narrowing import add_quality_filters, add_review_filters
from reid_desktop.domain.body_parts import BodyPart
from reid_desktop.domain.geometry import Box
from reid_desktop.domain.search_options import Together


@dataclass(slots=True)
class Crop:
    """One crop as it was asked for: options that follow say more about it."""

    person: int
    probe: str | None = None
    sighting: int | None = None
    box: Box | None = None
    at: float | None = None


@dataclass(slots=True)
class Crops:
    """The crops in the order they were named."""

    named: list[Crop] = field(default_factory=list)
    together: Together = Together.ONE
    persons: int = 0

    @property
    def is_between(self) -> bool:
        """Tell whether `--and` or `--or` was said and nobody named since."""
        return self.persons > 0 and all(crop.person < self.persons for crop in self.named)


class _Named(argparse.Action):
    """Collects crops: `--box` and `--at` are of the one before, `--and` and `--or` begin another person."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        crops: Crops = namespace.crops or Crops()
        namespace.crops = crops
        name = (option_string or "").removeprefix("--")
        if name in {"and", "or"}:
            together = Together.ALL if name == "and" else Together.ANY
            if crops.together not in {Together.ONE, together}:
                parser.error("--and and --or do not go together")
            if not crops.named or crops.is_between:
                parser.error(f"--{name} stands between two persons")
            crops.together, crops.persons = together, crops.persons + 1
        elif name == "box":
            if not crops.named or not isinstance(values, Box):
                parser.error("--box follows the --probe it is about")
            crops.named[-1].box = values
        elif name == "at":
            if not crops.named or crops.named[-1].probe is None or not isinstance(values, float):
                parser.error("--at follows the --probe of a video")
            crops.named[-1].at = values
        else:
            crop = Crop(crops.persons)
            setattr(crop, name, values)
            crops.named.append(crop)


def _add_search(commands: Commands) -> None:
    command = case_command(
        commands, "search", "search_command:search", "Rank the sightings by likeness to a person."
    )
    command.set_defaults(crops=None)
    _whom(command)
    _how(command)
    _where(command)
    add_quality_filters(command)
    add_review_filters(command)


def _whom(command: argparse.ArgumentParser) -> None:
    def named(flag: str, text: str, metavar: str | None = None, kind: object = None) -> None:
        rest = {"nargs": 0} if metavar is None else {"metavar": metavar, "type": kind or str}
        command.add_argument(flag, action=_Named, dest="crops", help=text, **rest)

    named("--probe", "picture that shows the person; may be given several times", "IMAGE")
    named("--sighting", "a sighting of the case shows the person", "ID", values.positive)
    named("--box", "person in the picture named before (pixels)", "L,T,R,B", values.box)
    moment = "the picture named before is a video: its frame at this moment"
    named("--at", moment, "SECONDS", values.not_negative)
    named("--and", "what follows shows another person: both together")
    named("--or", "what follows shows another person: either of them")
    command.add_argument(
        "--within",
        type=values.not_negative,
        metavar="SECONDS",
        help="with --and: not in one item, but so near in time",
    )
    command.add_argument(
        "--like",
        action="append",
        type=values.positive,
        default=[],
        metavar="ID",
        help="more like this sighting",
    )
    command.add_argument(
        "--unlike", action="append", type=values.positive, default=[], metavar="ID", help="not this person"
    )
    command.add_argument("--repeat", type=values.positive, metavar="ID", help="make a recorded search again")


def _how(command: argparse.ArgumentParser) -> None:
    command.add_argument("--top", type=values.positive, default=100, metavar="K")
    command.add_argument(
        "--sought", default="", metavar="TEXT", help="who is looked for; compared with the authority"
    )
    command.add_argument("--reason", default="", metavar="TEXT", help="why, for the log")
    command.add_argument("--exact", action="store_true", help="compare with every sighting")
    command.add_argument("--hnsw", action="store_true", help="use the approximate index whatever the size")
    command.add_argument("--bare", action="store_true", help="leave in what the crops of one camera share")
    command.add_argument("--rerank", action="store_true", help="order again by shared neighbours")
    command.add_argument("--expand", action="store_true", help="let the first candidates join the probe")
    command.add_argument(
        "--grouped", action="store_true", help="show only the best of each clip, burst and near doubles"
    )
    command.add_argument(
        "--unsearched", action="store_true", help="list with --json what was not searched, not only how much"
    )


def _where(command: argparse.ArgumentParser) -> None:
    command.add_argument("--after", type=values.moment_ms, metavar="T", help="ISO 8601; without zone UTC")
    command.add_argument("--before", type=values.moment_ms, metavar="T")
    command.add_argument("--near", type=values.near, metavar="LAT,LON,METRES")
    command.add_argument("--area", type=values.area, metavar="LAT,LON;...", help="inside these corners")
    command.add_argument("--camera", default="", metavar="TEXT", help="part of make and model")
    command.add_argument("--source", action="append", type=values.positive, default=[], metavar="N")
    command.add_argument("--kind", action="append", choices=("photo", "video"), default=[])
    command.add_argument("--min-quality", type=values.share, default=0.0, metavar="Q", help="0 to 1")
    command.add_argument("--exhibit", action="append", type=values.exhibit, default=[], metavar="ID")


def _add_parts(commands: Commands) -> None:
    command = case_command(
        commands, "parts", "parts_command:parts", "Compare the candidates of a search by parts of the body."
    )
    command.add_argument("--search", required=True, type=values.positive, metavar="ID")
    command.add_argument("--top", type=values.positive, default=20, metavar="K")
    command.add_argument(
        "--ignore",
        action="append",
        choices=[part.value for part in BodyPart],
        default=[],
        help="order by what is left without this part",
    )


GRAMMAR: Grammar = {"search": _add_search, "parts": _add_parts}
