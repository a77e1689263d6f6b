"""Encrypted archives and backups through the command line; the password is kept nowhere."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from tests.archives import locked_zip
from tests.backups import ios_backup
from tests.e2e.program import Program

PASSWORD = "tr0ub4dor&3-ünïque"


def picture(level: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (level, 90, 30)).save(out, "JPEG")
    return out.getvalue()


def test_a_password_brings_in_what_was_refused_and_is_kept_nowhere(program: Program, tmp_path: Path) -> None:
    dump = tmp_path / "dump"
    ios_backup(dump / "backup", {"CameraRollDomain/Media/DCIM/IMG_1.JPG": picture(10)}, password=PASSWORD)
    (dump / "locked.zip").write_bytes(locked_zip({"a.jpg": picture(200)}, PASSWORD))
    case = program.new_case(tmp_path / "locked")
    words = ("import", case, dump, "--exhibit", "E", "--no-analyse", "--json")
    refused = program.must(*words).json
    assert (refused["imported"], refused["failed"]) == (0, 2)
    assert all("password" in failure["reason"] for failure in refused["failures"])

    secrets = tmp_path / "passwords.txt"
    secrets.write_text(f"wrong\n{PASSWORD}\n", encoding="utf-8")
    summary = program.must(*words, "--password-file", secrets).json
    assert (summary["imported"], summary["failed"]) == (2, 0)
    shown = program.must("show", case, "media", "--json").json
    assert {row["kind"] for row in shown} == {"photo"}
    assert any("CameraRollDomain" not in row["paths"][0] and "@decrypted" in row["paths"][0] for row in shown)
    assert program.run("verify", case, "--json").json["problems"] != []
    assert program.must("verify", case, "--json", "--password-file", secrets).json["problems"] == []
    for path in case.rglob("*"):
        if path.is_file():
            assert PASSWORD.encode() not in path.read_bytes(), path
    assert program.run(*words, "--password-file", tmp_path / "not-there").code == 2
