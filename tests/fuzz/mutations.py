"""Ways to break bytes."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

_NUMBERS = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0x1_0000, 0x00FF_FFFF)
_HEAD_BYTES = 256
_MOST_STEPS = 4

Way = Callable[[bytearray, random.Random], None]


def broken(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    """Return `data` with a few things wrong; `others` give pieces of foreign files."""
    if chance.random() < 0.08:
        return _spliced(data, chance.choice(others), chance)
    found = bytearray(data)
    for _ in range(chance.randint(1, _MOST_STEPS)):
        if found:
            chance.choice(WAYS)(found, chance)
    return bytes(found)


def _spliced(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """Begin as one file and go on as another."""
    return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other) + 1) :]


def _place(data: bytearray, chance: random.Random) -> int:
    """Choose a place, in the head more often than elsewhere."""
    return chance.randrange(min(len(data), _HEAD_BYTES) if chance.random() < 0.5 else len(data))


def _flip(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 1, 4, 32))):
        data[_place(data, chance)] ^= 1 << chance.randrange(8)


def _number(data: bytearray, chance: random.Random) -> None:
    at, width = _place(data, chance), chance.choice((1, 2, 4, 8))
    number = chance.choice(_NUMBERS) & (256**width - 1)
    data[at : at + width] = number.to_bytes(width, chance.choice(("little", "big")))


def _cut(data: bytearray, chance: random.Random) -> None:
    del data[_place(data, chance) :]


def _take_out(data: bytearray, chance: random.Random) -> None:
    at = _place(data, chance)
    del data[at : at + chance.randint(1, 64)]


def _repeat(data: bytearray, chance: random.Random) -> None:
    at = _place(data, chance)
    data[at:at] = data[at : at + chance.randint(1, 256)] * chance.choice((1, 2, 50))


def _noise(data: bytearray, chance: random.Random) -> None:
    at = _place(data, chance)
    piece = chance.randbytes(chance.randint(1, 64))
    data[at : at + (len(piece) if chance.random() < 0.5 else 0)] = piece


def _blank(data: bytearray, chance: random.Random) -> None:
    at, count = _place(data, chance), chance.randint(1, 512)
    data[at : at + count] = bytes([chance.choice((0, 0x20, 0xFF))]) * len(data[at : at + count])


def _digit(data: bytearray, chance: random.Random) -> None:
    """Change a digit of a text: dates, sizes in octal, offsets."""
    places = [at for at, byte in enumerate(data[:4096]) if 0x30 <= byte <= 0x39]
    if places:
        data[chance.choice(places)] = chance.choice(b"0123456789-+. ")


WAYS: tuple[Way, ...] = (_flip, _flip, _number, _number, _cut, _take_out, _repeat, _noise, _blank, _digit)
