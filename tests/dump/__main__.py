"""`python -m tests.dump OUT [--samples DIR] [--count N]` lays a phone dump out."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from pathlib import Path

from tests.dump import build_dump, sample_clips, sample_pictures, truth_path


def main() -> int:
    """Write the dump and say what is in it."""
    parser = argparse.ArgumentParser(prog="python -m tests.dump", description=main.__doc__)
    parser.add_argument("out", type=Path, help="folder to make")
    parser.add_argument("--samples", type=Path, default=os.environ.get("REID_DESKTOP_SAMPLES"))
    parser.add_argument("--count", type=int, default=320)
    asked = parser.parse_args()
    if asked.out.exists():
        parser.error(f"{asked.out} exists already")
    samples = Path(asked.samples) if asked.samples else None
    pictures = sample_pictures(samples) if samples else []
    clips = sample_clips(samples) if samples else []
    truths = build_dump(asked.out, pictures, clips, asked.count)
    found = Counter(truth.outcome for truth in truths)
    sys.stdout.write(f"{len(truths)} files in {asked.out}: {dict(found)}; truth in {truth_path(asked.out)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
