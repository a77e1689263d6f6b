"""YOLO networks with one class, and files of them that can run no code."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import nn
from ultralytics.nn.tasks import DetectionModel, torch_safe_load

from reid_desktop.domain.errors import ModelError

State = Mapping[str, torch.Tensor]

_SCRATCH_WIDTH = 64
"""Channels before the last layer, as ultralytics gives a network with one class."""
_UNFIT = "The checkpoint is no {kind}: its layers do not fit."
_NO_CHECKPOINT = "{file} is no checkpoint that can be opened."


def network_of(architecture: str, state: State | None = None) -> DetectionModel:
    """Return a network with one class; of a state with more classes the first is kept.

    :raises ModelError: the state is another architecture's.
    """
    if state is None:
        network = DetectionModel(f"{architecture}.yaml", nc=_SCRATCH_WIDTH, verbose=False)
        _narrow(network)
        network.model[-1].bias_init()
        return network
    last = next((value for name, value in state.items() if name.endswith(".cv3.0.2.weight")), None)
    if last is None or last.ndim != 4:
        raise ModelError(_UNFIT, kind=architecture)
    classes, width = int(last.shape[0]), int(last.shape[1])
    network = DetectionModel(f"{architecture}.yaml", nc=width, verbose=False)
    _narrow(network)
    try:
        network.load_state_dict({name: _first(name, value, classes).float() for name, value in state.items()})
    except RuntimeError as cause:
        raise ModelError(_UNFIT, kind=architecture) from cause
    return network


def _first(name: str, value: torch.Tensor, classes: int) -> torch.Tensor:
    is_last = ".cv3." in name and name.endswith((".2.weight", ".2.bias"))
    return value[:1] if is_last and value.shape[0] == classes else value


def _narrow(network: DetectionModel) -> None:
    head = network.model[-1]
    for branch in head.cv3:
        last = branch[-1]
        one = nn.Conv2d(last.in_channels, 1, 1)
        with torch.no_grad():
            one.weight.copy_(last.weight[:1])
            _there(one.bias).copy_(last.bias[:1])
        branch[-1] = one
    head.nc, head.no = 1, 1 + 4 * head.reg_max
    network.yaml["nc"] = 1


def is_folded(network: nn.Module) -> bool:
    """Tell whether batch norms do nothing, as in a network that was rebuilt from an exported one.

    Trained on as it is, such a network loses what it knows in its first step: in training a batch norm takes
    the mean and spread of what comes in out of it, and nothing puts them back.
    """
    return all(not bool(_there(norm.running_mean).any()) for norm in _norms(network))


def unfold(network: nn.Module, batches: Iterable[torch.Tensor]) -> None:
    """Write into each batch norm the mean and spread of what comes in, and put them back behind it.

    The network answers as before, and now may be trained.
    """
    sums = {norm: torch.zeros(3, norm.num_features, dtype=torch.float64) for norm in _norms(network)}

    def look(norm: nn.BatchNorm2d, inputs: tuple[torch.Tensor, ...]) -> None:
        values = inputs[0].detach().double().cpu()
        count = torch.full((values.shape[1],), float(values.numel() // values.shape[1]), dtype=torch.float64)
        sums[norm] += torch.stack([count, values.sum((0, 2, 3)), (values**2).sum((0, 2, 3))])

    hooks = [norm.register_forward_pre_hook(look) for norm in sums]
    was_training = network.training
    network.eval()
    with torch.inference_mode():
        for batch in batches:
            network(batch)
    for hook in hooks:
        hook.remove()
    network.train(was_training)
    for norm, (count, total, squares) in sums.items():
        _settle(norm, total / count, squares / count)


@torch.no_grad()
def _settle(norm: nn.BatchNorm2d, mean: torch.Tensor, mean_square: torch.Tensor) -> None:
    kept_mean, kept_spread = _there(norm.running_mean), _there(norm.running_var)
    mean, mean_square = mean.to(kept_mean.device), mean_square.to(kept_mean.device)
    spread = (mean_square - mean**2).clamp_min(1e-6)
    scale = norm.weight.double() / torch.sqrt(kept_spread.double() + norm.eps)
    norm.bias.copy_(norm.bias.double() + scale * (mean - kept_mean.double()))
    norm.weight.copy_(scale * torch.sqrt(spread + norm.eps))
    kept_mean.copy_(mean)
    kept_spread.copy_(spread)


def _there(value: torch.Tensor | None) -> torch.Tensor:
    """Return what torch's types call optional and a network of ultralytics always has."""
    if value is None:
        raise ModelError("The network lacks a part that it needs for training.")
    return value


def _norms(network: nn.Module) -> list[nn.BatchNorm2d]:
    return [part for part in network.modules() if isinstance(part, nn.BatchNorm2d)]


def state_of(file: Path) -> State:
    """Return the weights in a checkpoint of an earlier run or of ultralytics, opened so that it runs no code.

    :raises ModelError: it is neither.
    """
    if file.suffix.lower() != ".pt":
        return dict(opened(file)["network"])
    try:
        content, _ = torch_safe_load(str(file), safe_only=True)
        network = content.get("ema") or content["model"]
        return {name: value.detach().clone() for name, value in network.float().state_dict().items()}
    except Exception as cause:  # both raise what they like about a file that is no checkpoint
        raise ModelError(_NO_CHECKPOINT, file=str(file)) from cause


def opened(file: Path) -> dict[str, Any]:
    """Return what `write` wrote.

    :raises ModelError: it did not.
    """
    try:
        content = torch.load(file, map_location="cpu", weights_only=True)
    except Exception as cause:  # torch raises what it likes about a file that is no checkpoint
        raise ModelError(_NO_CHECKPOINT, file=str(file)) from cause
    if not isinstance(content, Mapping) or not isinstance(content.get("network"), Mapping):
        raise ModelError(_NO_CHECKPOINT, file=str(file))
    return dict(content)


def write(table: Mapping[str, Any], file: Path) -> None:
    """Write a checkpoint whole or not at all."""
    aside = file.with_name(f"{file.name}.{os.getpid()}.part")
    torch.save(dict(table), aside)
    with aside.open("rb+") as written:
        os.fsync(written.fileno())
    aside.replace(file)
