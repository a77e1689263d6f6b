"""OSNet with a BNNeck, trained with torch and torchreid's losses."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from reid_desktop.adapters.training.augmenting import plain, varied
from reid_desktop.domain.errors import ModelError
from reid_desktop.domain.geometry import Pixels, Vectors
from reid_desktop.domain.training import Round, TrainingOptions, rate_at
from reid_desktop.ports.training import ReadRow, Rows

with warnings.catch_warnings():  # it recommends a compiled ranking that is not used here
    warnings.simplefilter("ignore", UserWarning)
    from torchreid.reid.losses import CrossEntropyLoss, TripletLoss
    from torchreid.reid.models import build_model

_WEIGHT_DECAY = 5e-4
NECK = "bnneck."
Labels = NDArray[np.int64]


class OsnetWithNeck(nn.Module):
    """Features for the triplet loss, then a batch norm without shift, then classes (Luo et al. 2019)."""

    def __init__(self, architecture: str, persons: int) -> None:
        """Give weights at random."""
        super().__init__()
        self.body = build_model(architecture, num_classes=1, loss="triplet", pretrained=False)
        width = int(self.body.feature_dim)
        self.neck = nn.BatchNorm1d(width)
        self.neck.bias.requires_grad = False
        self.classes = nn.Linear(width, persons, bias=False)
        nn.init.normal_(self.classes.weight, std=0.001)

    def forward(self, pictures: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return features before and after the neck."""
        answer = self.body(pictures)
        features = answer[1] if isinstance(answer, tuple) else answer
        return features, self.neck(features)


class OsnetLearner:
    """Trains on the persons whose labels it was given."""

    def __init__(
        self, persons: Labels, options: TrainingOptions, steps: int, teacher: Vectors | None = None
    ) -> None:
        """Start from weights at random.

        :param persons: (n,) number of each crop's person, from 0 without gaps.
        :param steps: of the whole run, for the learning rate.
        :param teacher: (n, d) a stronger model's vectors of the crops.
        :raises ModelError: there is no such architecture or device here.
        """
        if options.device != "cpu" and not torch.cuda.is_available():
            raise ModelError("There is no graphics processor that torch can use; leave out --device.")
        torch.manual_seed(options.seed)
        self._options = options
        self._persons = persons
        self._steps = steps
        self._teacher = None if teacher is None else torch.from_numpy(teacher)
        self._device = torch.device(options.device)
        count = int(persons.max()) + 1
        self._network = OsnetWithNeck(options.architecture, count).to(self._device)
        self._optimizer = torch.optim.Adam(
            [p for p in self._network.parameters() if p.requires_grad],
            lr=options.learning_rate,
            weight_decay=_WEIGHT_DECAY,
        )
        is_cuda = self._device.type == "cuda"
        self._classify = CrossEntropyLoss(count, use_gpu=is_cuda, label_smooth=options.smoothing > 0)
        self._classify.eps = options.smoothing
        self._rank = TripletLoss(margin=options.margin)
        self._done = 0

    def start_from(self, checkpoint: Path) -> None:
        """Take the body, and the neck if it has one, of a checkpoint, which can run no code.

        :raises ModelError: it does not fit the architecture.
        """
        content = _opened(checkpoint)
        state = content.get("state_dict", content)
        state = {str(name).removeprefix("module."): value for name, value in state.items()}
        neck = {name.removeprefix(NECK): state.pop(name) for name in list(state) if name.startswith(NECK)}
        body = {name: value for name, value in state.items() if not name.startswith("classifier.")}
        try:
            missing, strange = self._network.body.load_state_dict(body, strict=False)
            if neck:
                self._network.neck.load_state_dict(neck)
        except RuntimeError as cause:
            raise ModelError(_UNFIT, file=checkpoint.name, kind=self._options.architecture) from cause
        if strange or any(not name.startswith("classifier.") for name in missing):
            raise ModelError(_UNFIT, file=checkpoint.name, kind=self._options.architecture)

    def learn(
        self, number: int, batches: Sequence[Rows], read: ReadRow, breathe: Callable[[], None]
    ) -> float:
        """Go through the batches of a round; return the mean loss."""
        self._network.train()
        random = np.random.default_rng((self._options.seed, number, 1))
        total = 0.0
        for rows in batches:
            breathe()
            for group in self._optimizer.param_groups:
                group["lr"] = rate_at(self._done, self._steps, self._options)
            crops = np.stack([varied(read(int(row)), self._options.erasing, random) for row in rows])
            loss = self._loss(torch.from_numpy(crops).to(self._device), rows)
            self._optimizer.zero_grad()
            torch.autograd.backward(loss)
            self._optimizer.step()
            total += float(loss.detach())
            self._done += 1
        return total / max(1, len(batches))

    def _loss(self, pictures: torch.Tensor, rows: Rows) -> torch.Tensor:
        features, after = self._network(pictures)
        labels = torch.from_numpy(self._persons[rows]).to(self._device)
        loss = self._classify(self._network.classes(after), labels) + self._rank(features, labels)
        if self._teacher is not None:
            taught = self._teacher[torch.from_numpy(rows)].to(self._device)
            own = nn.functional.normalize(after)
            loss = loss + self._options.distil * nn.functional.mse_loss(own @ own.T, taught @ taught.T)
        return torch.as_tensor(loss)

    def embed(self, crops: Sequence[Pixels]) -> Vectors:
        """Return one row of length 1 for each crop."""
        self._network.eval()
        with torch.inference_mode():
            pictures = torch.from_numpy(np.stack([plain(crop) for crop in crops])).to(self._device)
            _, after = self._network(pictures)
            return np.asarray(nn.functional.normalize(after).cpu().numpy(), np.float32)

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
        state = {n: v for n, v in self._network.body.state_dict().items() if not n.startswith("classifier.")}
        state |= {NECK + name: value for name, value in self._network.neck.state_dict().items()}
        _write({name: value.detach().cpu().clone() for name, value in state.items()}, file)


_UNFIT = "{file} is no checkpoint of {kind}: its layers do not fit."


def _comparable(options: TrainingOptions) -> dict[str, Any]:
    """Return what must be the same for a run to go on: how long it runs and on what may change."""
    changing = {"rounds", "patience", "device"}
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
