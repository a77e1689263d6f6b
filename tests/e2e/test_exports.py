"""A case goes out of the house: previewed, signed, checked by the receiver, and disclosed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.program import Program, lay_out_phone


@pytest.mark.slow
def test_a_bundle_is_made_signed_and_checked_without_the_program(program: Program, tmp_path: Path) -> None:
    lay_out_phone(tmp_path / "phone", 2)
    case = program.new_case(tmp_path / "case")
    program.must("import", case, tmp_path / "phone", "--exhibit", "A1")
    preview = program.must(
        "export", case, "--format", "bag", "--preview", "--profile", "disclosure", "--json"
    ).json
    sightings = program.must("show", case, "sightings", "--json").json
    assert preview["media"] == len({one["sha256"] for one in sightings}) >= 1
    assert preview["left_out"] == ["local_paths", "marks", "owners"]

    [key] = json.loads(program.must("keys", "make", "agency", "--no-passphrase", "--json").out)
    bundle = tmp_path / "bundle"
    program.must(
        "export", case, "--format", "bag", "--out", bundle, "--key", "agency", "--profile", "disclosure"
    )
    assert str(tmp_path / "phone").encode() not in (bundle / "data" / "sightings.csv").read_bytes()
    verifier = [sys.executable, "-I", "-S", str(bundle / "verify.py"), "--key", key["fingerprint"]]
    done = subprocess.run(verifier, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (bundle / "data" / "report.html").write_text("other")
    done = subprocess.run(verifier, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "data/report.html was changed." in done.stdout

    pack = tmp_path / "pack"
    program.must("export", case, "--format", "disclosure", "--out", pack)
    assert "Disclosure pack" in (pack / "disclosure.html").read_text("utf-8")
    log = [json.loads(line) for line in (pack / "log.jsonl").read_text().splitlines()]
    told = [json.loads(row["detail"]) for row in log if row["action"] == "export"]
    assert [(one["format"], one["profile"]) for one in told] == [("bag", "disclosure")]


def test_wrong_wishes_are_wrong_usage(program: Program, tmp_path: Path) -> None:
    case = program.new_case(tmp_path / "case")
    for words, sentence in (
        (("--format", "bag"), "Say where to write to"),
        (("--format", "docx", "--out", "x"), "no export format docx"),
        (("--format", "csv", "--out", "x", "--profile", "nobody"), "no export profile nobody"),
    ):
        ended = program.run("export", case, *words)
        assert ended.code == 2, ended.err
        assert sentence in ended.err
