"""OSNet with a BNNeck, trained with torch."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from reid_desktop.adapters.training.augmenting import HEIGHT_PX, MEAN, STD, WIDTH_PX, Chance, plain, varied
from reid_desktop.adapters.training.crops import SizedCrops, sized
from reid_desktop.adapters.training.graph import GraphNetwork
from reid_desktop.adapters.training.layout import faster_layout
from reid_desktop.adapters.training.losses import likeness, triplet
from reid_desktop.domain.errors import ModelError
from reid_desktop.domain.geometry import Pixels, Vectors
from reid_desktop.domain.training import Round, TrainingOptions, rate_at
from reid_desktop.ports.training import Breathe, ReadRow, Rows

with warnings.catch_warnings():  # it recommends a compiled ranking that is not used here
    warnings.simplefilter("ignore", UserWarning)
    from torchreid.reid.models import build_model

_WEIGHT_DECAY = 5e-4
NECK, TELLING, ENTRY = "bnneck.", "telling.", "entry."
_CLASSES = "classifier."
GRAPH = ".onnx"
"""An architecture of this ending is a graph whose weights are trained on."""
_PRECISE = 10_000
Labels = NDArray[np.int64]


class OsnetWithNeck(nn.Module):
    """Features for the triplet loss, then a batch norm without shift, then classes (Luo et al. 2019)."""

    def __init__(self, architecture: str, persons: int, taught: int = 0, even: bool = False) -> None:
        """Give weights at random.

        :param taught: length of a teacher's vectors, which a linear map then tells from the neck's.
        :param even: bring each colour of a picture to the same mean and spread first.
        """
        super().__init__()
        self.entry = nn.InstanceNorm2d(3, affine=True) if even else nn.Identity()
        self.body: Any
        if architecture.endswith(GRAPH):
            self.body = _Graph(Path(architecture))
            width = self.body.width
        else:
            self.body = build_model(architecture, num_classes=1, loss="triplet", pretrained=False)
            width = int(self.body.feature_dim)
        self.neck = nn.BatchNorm1d(width)
        self.neck.bias.requires_grad = False
        self.classes = nn.Linear(width, persons, bias=False)
        nn.init.normal_(self.classes.weight, std=0.001)
        self.tells_itself = architecture.endswith(GRAPH)  # it begins as its own teacher
        self.telling = nn.Linear(width, taught, bias=False) if taught and not self.tells_itself else None

    def forward(self, pictures: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return features before and after the neck."""
        answer = self.body(self.entry(pictures))
        features = (answer[1] if isinstance(answer, tuple) else answer).float()
        return features, self.neck(features)


class _Graph(nn.Module):
    """A graph that wants bytes in BGR, given what the others want."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.graph = GraphNetwork(file)
        with torch.inference_mode():
            self.width = self.graph(torch.zeros(1, 3, HEIGHT_PX, WIDTH_PX)).shape[1]
        self.register_buffer("mean", torch.tensor(MEAN).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(STD).view(1, 3, 1, 1), persistent=False)

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        """Return the graph's vectors."""
        rgb = pictures * self.get_buffer("std") + self.get_buffer("mean")
        return torch.as_tensor(self.graph(255 * rgb.flip(1)))


def parts_of(network: OsnetWithNeck) -> dict[str, torch.Tensor]:
    """Return the weights that describe a person, by the names of a checkpoint."""
    state = {n: v for n, v in network.body.state_dict().items() if not n.startswith(_CLASSES)}
    for prefix, part in ((NECK, network.neck), (TELLING, network.telling), (ENTRY, network.entry)):
        state |= {prefix + name: value for name, value in part.state_dict().items()} if part else {}
    return {name: value.detach().cpu().contiguous().clone() for name, value in state.items()}


def load_parts(network: OsnetWithNeck, state: Mapping[str, torch.Tensor]) -> None:
    """Take the body of a checkpoint, and of the other parts those that both have.

    :raises RuntimeError: it does not fit the architecture.
    """
    body = {n: v for n, v in state.items() if not n.startswith((NECK, TELLING, ENTRY, _CLASSES))}
    missing, strange = network.body.load_state_dict(body, strict=False)
    if strange or any(not name.startswith(_CLASSES) for name in missing):
        raise RuntimeError("layers do not fit")
    for prefix, part in ((NECK, network.neck), (TELLING, network.telling), (ENTRY, network.entry)):
        own = {name.removeprefix(prefix): v for name, v in state.items() if name.startswith(prefix)}
        if own and part is not None and part.state_dict():
            part.load_state_dict(own)


class OsnetLearner:
    """Trains on the persons whose labels it was given."""

    def __init__(
        self, persons: Labels, options: TrainingOptions, steps: int, teacher: Vectors | None = None
    ) -> None:
        """Start from weights at random.

        :param persons: (n,) number of each crop's person, from 0 without gaps.
        :param steps: of the whole run, for the learning rate.
        :param teacher: (n + m, d) a stronger model's vectors of the crops, and of m that are of nobody known.
        :raises ModelError: there is no such architecture or device here.
        """
        if options.device != "cpu" and not torch.cuda.is_available():
            raise ModelError("There is no graphics processor that torch can use; leave out --device.")
        torch.manual_seed(options.seed)
        self._options = options
        self._steps = steps
        self._device = torch.device(options.device)
        self._is_cuda = self._device.type == "cuda"
        self._persons = torch.from_numpy(persons).to(self._device)
        self._teacher = None if teacher is None else torch.from_numpy(teacher).to(self._device)
        taught = 0 if teacher is None else teacher.shape[1]
        count = int(persons.max()) + 1
        self._network = OsnetWithNeck(options.architecture, count, taught, options.even_light).to(
            self._device
        )
        self._optimizer = torch.optim.Adam(
            [p for p in self._network.parameters() if p.requires_grad],
            lr=options.learning_rate,
            weight_decay=_WEIGHT_DECAY,
        )
        self._crops = SizedCrops(len(persons) if teacher is None else len(teacher), self._device)
        self._done = 0
        self._order = torch.contiguous_format
        self._is_laid_out = False
        torch.backends.cudnn.benchmark = self._is_cuda

    def start_from(self, checkpoint: Path) -> None:
        """Take the body, and the neck if it has one, of a checkpoint, which can run no code.

        :raises ModelError: it does not fit the architecture.
        """
        content = _opened(checkpoint)
        state = content.get("state_dict", content)
        state = {str(name).removeprefix("module."): value for name, value in state.items()}
        try:
            load_parts(self._network, state)
        except (RuntimeError, KeyError) as cause:
            raise ModelError(_UNFIT, file=checkpoint.name, kind=self._options.architecture) from cause

    def learn(self, number: int, batches: Sequence[Rows], read: ReadRow, breathe: Breathe) -> float:
        """Go through the batches of a round, or as far as the time goes; return the mean loss."""
        self._lay_out(max(map(len, batches), default=1))
        self._network.train()
        seed = int(np.random.default_rng((self._options.seed, number, 1)).integers(2**62))
        chance = Chance.of(seed, self._device)
        total = torch.zeros((), device=self._device)
        steps = 0
        for rows in batches:
            share = breathe()
            if share is not None and share >= 1:
                break
            self._pace(share)
            crops = self._crops.take(rows, read)
            crops = varied(crops, self._options.variety, self._options.erasing, chance)
            loss = self._loss(crops.contiguous(memory_format=self._order), rows)
            self._optimizer.zero_grad()
            torch.autograd.backward(loss)
            self._optimizer.step()
            total += loss.detach()
            steps += 1
            self._done += 1
        return float(total) / max(1, steps)

    def _lay_out(self, count: int) -> None:
        """Choose once how pictures lie in memory; the processor takes them as they are."""
        if self._is_cuda and not self._is_laid_out:
            self._order = faster_layout(self._network, count)
            self._network.to(memory_format=self._order)
        self._is_laid_out = True

    def _pace(self, share: float | None) -> None:
        """Set the learning rate of this step, by time where time decides."""
        step, steps = (self._done, self._steps) if share is None else (round(share * _PRECISE), _PRECISE)
        for group in self._optimizer.param_groups:
            group["lr"] = rate_at(step, steps, self._options)

    def _loss(self, pictures: torch.Tensor, rows: Rows) -> torch.Tensor:
        with torch.autocast(self._device.type, torch.bfloat16, enabled=self._is_cuda):
            features, after = self._network(pictures)
        where = torch.from_numpy(rows).to(self._device, non_blocking=True)
        known = int((rows < len(self._persons)).sum())  # they come first
        labels = self._persons[where[:known]]
        guessed = self._network.classes(after[:known])
        smoothing = self._options.smoothing
        loss = nn.functional.cross_entropy(guessed, labels, label_smoothing=smoothing)
        loss = loss + triplet(features[:known], labels, self._options.margin)
        if self._teacher is not None:
            taught = self._teacher[where]
            telling = self._network.telling
            told = features if telling is None else telling(after)
            loss = loss + self._options.distil * likeness(features if telling is None else after, taught)
            away = 1 - nn.functional.cosine_similarity(told, taught).mean()
            loss = loss + self._options.imitate * away
        return torch.as_tensor(loss)

    def embed(self, crops: Sequence[Pixels]) -> Vectors:
        """Return one row of length 1 for each crop."""
        self._network.eval()
        with torch.inference_mode():
            pictures = torch.from_numpy(np.stack([sized(crop) for crop in crops])).to(self._device)
            features, after = self._network(plain(pictures))
            told = features if self._network.tells_itself else after
            return np.asarray(nn.functional.normalize(told).cpu().numpy(), np.float32)

    def keep(self, file: Path, history: Sequence[Round]) -> None:
        """Write everything that is needed to go on, whole or not at all."""
        table = {
            "options": _comparable(self._options),
            "network": self._network.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "done": self._done,
            "history": [list(asdict(one).values()) for one in history],
        }
        _write(table, file)

    def go_on(self, file: Path) -> list[Round]:
        """Take up what `keep` wrote; return the history."""
        table = _opened(file)
        if table.get("options") != _comparable(self._options):
            raise ModelError(
                "{file} is of a run with other options; use those, or another folder.", file=str(file)
            )
        try:
            self._network.load_state_dict(table["network"])
            self._optimizer.load_state_dict(table["optimizer"])
            self._done = int(table["done"])
            return [Round(int(row[0]), *(float(value) for value in row[1:])) for row in table["history"]]
        except (KeyError, TypeError, ValueError, RuntimeError) as cause:
            raise ModelError("{file} is no checkpoint of this run.", file=str(file)) from cause

    def keep_network(self, file: Path) -> None:
        """Write the network alone, with its neck, as a checkpoint that can be exported."""
        _write(parts_of(self._network), file)


_UNFIT = "{file} is no checkpoint of {kind}: its layers do not fit."


def _comparable(options: TrainingOptions) -> dict[str, Any]:
    """Return what must be the same for a run to go on: how long it runs and on what may change."""
    changing = {"rounds", "patience", "device", "minutes"}
    return {name: value for name, value in asdict(options).items() if name not in changing}


def _opened(file: Path) -> dict[str, Any]:
    try:
        content = torch.load(file, map_location="cpu", weights_only=True)
    except Exception as cause:  # torch raises what it likes about a file that is no checkpoint
        raise ModelError("{file} is no checkpoint that can be opened.", file=str(file)) from cause
    if not isinstance(content, Mapping):
        raise ModelError("{file} is no checkpoint that can be opened.", file=str(file))
    return dict(content)


def _write(table: Mapping[str, Any], file: Path) -> None:
    aside = file.with_name(f"{file.name}.{os.getpid()}.part")
    torch.save(dict(table), aside)
    with aside.open("rb+") as written:
        os.fsync(written.fileno())
    aside.replace(file)
