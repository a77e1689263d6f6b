"""Crops that nobody took: hues turned, two persons in one, patches; to ask a teacher about."""

from __future__ import annotations

import math

import torch

from reid_desktop.adapters.training.augmenting import Chance, coarser, lit, moved, unit

MOVED, SWAPPED, MIXED, TURNED, PATCHED = 1.4, 0.25, 0.15, 0.3, 0.25
"""How far crops are moved and zoomed; then shares of the crops that are put together of two, mixed, ..."""
_WAIST = (0.35, 0.65)
_YIQ = ((0.299, 0.587, 0.114), (0.596, -0.274, -0.322), (0.211, -0.523, 0.312))
_SLIGHTLY = 0.06
_PATCH, _ASPECT = (0.02, 0.3), 1.1


def mixed(pictures: torch.Tensor, chance: Chance) -> torch.Tensor:
    """Return crops changed by chance, from 0 to 1, RGB.

    :param pictures: (n, 256, 128, 3) bytes, BGR.
    """
    found = _turned(_joined(moved(unit(pictures), MOVED, chance), chance), chance)
    return _patched(lit(coarser(found, 1.0, chance), 1.0, chance), chance)


def _joined(found: torch.Tensor, chance: Chance) -> torch.Tensor:
    """Give some crops the lower body of another, and lay some over one another."""
    count, height = len(found), found.shape[2]
    order = torch.randperm(count, generator=chance.generator)
    other = found[order.to(chance.device, non_blocking=True)]
    dice = chance.between(0, 1, count, 1, 1, 1)
    cut = chance.between(*_WAIST, count, 1, 1, 1) * height
    below = torch.arange(height, device=chance.device).view(1, 1, -1, 1) >= cut
    share = torch.where(dice < SWAPPED + MIXED, chance.between(0.15, 0.5, count, 1, 1, 1), 0.0)
    share = torch.where(dice < SWAPPED, below.float(), share)
    return found + share * (other - found)


def _turned(found: torch.Tensor, chance: Chance) -> torch.Tensor:
    """Turn the hue of some crops anywhere, of the others slightly."""
    count = len(found)
    angle = chance.between(-math.pi, math.pi, count)
    angle = torch.where(chance.between(0, 1, count) < TURNED, angle, angle * _SLIGHTLY)
    there = torch.tensor(_YIQ)
    back = torch.linalg.inv(there).to(chance.device, non_blocking=True)
    there = there.to(chance.device, non_blocking=True)
    turn = torch.zeros(count, 3, 3, device=chance.device)
    turn[:, 0, 0] = 1
    turn[:, 1, 1], turn[:, 1, 2] = angle.cos(), -angle.sin()
    turn[:, 2, 1], turn[:, 2, 2] = angle.sin(), angle.cos()
    return torch.einsum("nij,njhw->nihw", back @ turn @ there, found).clamp(0, 1)


def _patched(found: torch.Tensor, chance: Chance) -> torch.Tensor:
    """Cover a rectangle of some crops with one colour."""
    count, _, height, width = found.shape
    area = chance.between(*_PATCH, count) * height * width
    aspect = torch.exp(chance.between(-_ASPECT, _ASPECT, count))
    tall, wide = (area * aspect).sqrt().clamp(max=height - 1), (area / aspect).sqrt().clamp(max=width - 1)
    top, left = (height - tall) * chance.between(0, 1, count), (width - wide) * chance.between(0, 1, count)
    wanted = chance.between(0, 1, count) < PATCHED
    top, left, tall, wide, wanted = (one.view(-1, 1, 1) for one in (top, left, tall, wide, wanted))
    rows = torch.arange(height, device=chance.device).view(1, -1, 1)
    columns = torch.arange(width, device=chance.device).view(1, 1, -1)
    inside = (rows >= top) & (rows < top + tall) & (columns >= left) & (columns < left + wide) & wanted
    return torch.where(inside.unsqueeze(1), chance.between(0, 1, count, 3, 1, 1), found)
