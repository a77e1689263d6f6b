"""`python -m tests.fuzz [--files 5000]` breaks files of every format and imports them all.

Every file must be accounted for, the process must not die of one, hang on one, or take more and more memory.
With `--keep DIR` the files and the case stay there.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.e2e.program import Program
from tests.fuzz.laying import lay_out
from tests.fuzz.seeds import PASSWORD


def main() -> int:
    """Run it; return 1 when something is not as it must be."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", help="text that the format's name must hold, such as .tif")
    parser.add_argument("--no-analyse", action="store_true")
    parser.add_argument("--models", type=Path)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="reid-fuzz-") as name:
        home = asked.keep or Path(name)
        return run(home, asked)


def run(home: Path, asked: argparse.Namespace) -> int:
    """Lay out, import, and say what became of the files."""
    laid = lay_out(home / "dump", asked.files, asked.seed, asked.only)
    program = Program(home / "home", asked.models)
    case = program.new_case(home / "fuzz")
    started_s = time.monotonic()
    secrets = home / "password.txt"
    secrets.write_text(PASSWORD)
    words: list[str | Path] = [case, home / "dump", "--exhibit", "F", "--json", "--password-file", secrets]
    words += ["--no-analyse"] if asked.no_analyse else []
    ended = program.run("import", *words, timeout_s=36_000)
    elapsed_s = time.monotonic() - started_s
    if ended.code:
        sys.stdout.write(f"The import ended with {ended.code}: {ended.err[-2000:]}\n")
        return 1
    found = ended.json
    counts = {name: found[name] for name in ("imported", "duplicates", "not_media", "failed")}
    problems = check(found, laid)
    verified = program.run("verify", case, "--json", "--password-file", secrets, timeout_s=3600).json
    problems += [f"verify: {one['path']}: {one['reason']}" for one in verified["problems"]]
    reasons = Counter(_kind(one["reason"]) for one in found["failures"])
    told = {
        "variants": asked.files,
        "files": laid,
        **counts,
        "elapsed_s": round(elapsed_s),
        "problems": problems[:50],
        "reasons": dict(reasons.most_common(40)),
    }
    sys.stdout.write(json.dumps(told, indent=1) + "\n")
    return 1 if problems else 0


def check(found: dict[str, object], laid: int) -> list[str]:
    """Return what is not as it must be."""
    four = sum(int(str(found[name])) for name in ("imported", "duplicates", "not_media", "failed"))
    problems = []
    if found["files_total"] != four:
        problems.append(f"the four counts make {four}, not {found['files_total']}")
    if four < laid:
        problems.append(f"{laid} files were laid out, {four} are accounted for")
    failures = found["failures"]
    assert isinstance(failures, list)
    for one in failures:
        reason = str(one["reason"])
        if not reason or "error in the program" in reason or "crashed" in reason or "sign of life" in reason:
            problems.append(f"{one['path']}: {reason or 'no reason'}")
    return problems


def _kind(reason: str) -> str:
    """Return a reason without what belongs to one file."""
    return " ".join(word for word in reason.split() if not any(letter.isdigit() for letter in word))[:80]


if __name__ == "__main__":
    sys.exit(main())
