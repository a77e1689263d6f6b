"""Locking a case away and bringing it back."""

from __future__ import annotations

from pathlib import Path

from tests.unit.app.inside import Inside


def test_a_locked_case_comes_back_with_its_log(inside: Inside, reviewed_case: Path, tmp_path: Path) -> None:
    key, recovery = tmp_path / "my.key", tmp_path / "agency.key"
    inside.must("new-key", key)
    public = inside.json("new-key", recovery)["public_key"]
    config = tmp_path / "home" / "config"
    config.mkdir(parents=True)
    (config / "agency.toml").write_text(f'recovery = ["{public}"]\n', encoding="utf-8")
    told = inside.json("lock", reviewed_case, "--to", key, "--reason", "weekend")
    assert len(told["keys"]) == 2
    assert not reviewed_case.exists()
    sealed = Path(told["path"])
    assert inside.json("unlock", sealed, "--key", recovery)["case"] == str(reviewed_case)
    actions = [row["action"] for row in inside.json("show", reviewed_case, "audit")]
    assert actions[-3:] == ["case.locked", "case.unlocked", "view"]
    assert len(inside.json("show", reviewed_case, "sightings")) == 5
    assert inside.run("unlock", sealed, "--key", key).code == 2, "the folder is there already"


def test_nothing_is_locked_without_a_key(inside: Inside, reviewed_case: Path, tmp_path: Path) -> None:
    assert inside.run("lock", reviewed_case).code == 2
    assert inside.run("lock", reviewed_case, "--to", "nonsense").code == 2
    key = tmp_path / "k"
    inside.must("new-key", key)
    assert inside.run("lock", reviewed_case, "--to", key, "--out", reviewed_case / "x.age").code == 2
    assert inside.run("new-key", key).code == 2
    assert inside.run("unlock", tmp_path / "none.age", "--key", key).code == 2
    assert (reviewed_case / "case.db").exists()
