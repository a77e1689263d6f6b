"""Find near doubles among very many made-up perceptual hashes, and say what that takes.

    python -m tools.near_doubles [--hashes 100000]

A fifth of the hashes are doubles of others with up to 20 of 256 bits different, as recompressed pictures are.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time

import numpy as np

from reid_desktop.domain.fingerprints import FINGERPRINT_BYTES, HASH_BYTES, Fingerprints, fingerprint
from reid_desktop.domain.near_doubles import Groups, pairings

FLIPS = 20
PICTURES = 20


def made(count: int) -> Fingerprints:
    """Return `count` hashes."""
    chance = np.random.default_rng(0)
    found = chance.integers(0, 256, (count, FINGERPRINT_BYTES), dtype=np.uint8)
    for row in range(count - count // 5, count):
        found[row] = found[row - count // 5]
        bits = np.unpackbits(found[row, :HASH_BYTES])
        bits[chance.choice(256, FLIPS, replace=False)] ^= 1
        found[row, :HASH_BYTES] = np.packbits(bits)
    return found


def main() -> int:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--hashes", type=int, default=100_000)
    count = parser.parse_args().hashes
    prints = made(count)
    started_s = time.process_time()
    found = list(pairings(prints, range(count), Groups((), ())))
    spent_s = time.process_time() - started_s
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    doubles = f"{len(found):,} of {count // 5:,} doubles among {count:,} hashes"
    print(f"{doubles}: {spent_s:.1f} s of processor time, {peak_mib:.0f} MiB")
    pictures = np.random.default_rng(1).integers(0, 256, (PICTURES, 960, 1280, 3), dtype=np.uint8)
    started_s = time.process_time()
    for picture in pictures:
        fingerprint(picture)
    each_ms = 1000 * (time.process_time() - started_s) / PICTURES
    print(f"{each_ms:.1f} ms of processor time for the hash of a picture of 1280 x 960 pixels")
    return 0


if __name__ == "__main__":
    sys.exit(main())
