"""What README, CONTRIBUTING, notices and constraints say is so."""

import argparse
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from reid_desktop.app.cli.main import parser

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [
    "README.md",
    "CONTRIBUTING.md",
    "THIRD_PARTY_NOTICES.md",
    "docs/api.md",
    "docs/architecture.md",
    "docs/command-line.md",
    "docs/dependencies.md",
    "docs/guide.md",
]
OURS = ("reid_desktop/", "tests/", "docs/", "models", "resources", "installers/", "tools/", ".ci/")
FILES = ("LICENSE", "README.md", "CONTRIBUTING.md", "THIRD_PARTY_NOTICES.md", "constraints.txt")


def text_of(name: str) -> str:
    """Return a document's text."""
    return (ROOT / name).read_text(encoding="utf-8")


def requirements(project: Mapping[str, object]) -> dict[str, Requirement]:
    """Return every dependency and extra, by its canonical name."""
    table = project["project"]
    assert isinstance(table, dict)
    lines = [*table["dependencies"]]
    for extra in table["optional-dependencies"].values():
        lines += extra
    return {canonicalize_name(each.name): each for each in map(Requirement, lines)}


def constraints() -> list[Requirement]:
    """Return the lines of constraints.txt."""
    lines = text_of("constraints.txt").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_that_is_named_exists(document: str) -> None:
    named = re.findall(r"`([\w./-]+)`", text_of(document))
    paths = [name for name in named if name.startswith(OURS) or name in FILES]
    missing = [name for name in paths if "NAME" not in name and not (ROOT / name).exists()]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_and_picture_is_there(document: str) -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", text_of(document))
    near = [target for target in targets if "://" not in target]
    assert [target for target in near if not (ROOT / document).parent.joinpath(target).is_file()] == []


def test_the_make_targets_are_real() -> None:
    targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE))
    text = text_of("README.md") + text_of("CONTRIBUTING.md")
    named = set(re.findall(r"(?:`|^    |=1 )make ([a-z]+)", text, re.MULTILINE))
    assert {"run", "test", "check", "install"} <= named <= targets


def test_the_set_up_knows_the_words_of_the_makefile() -> None:
    words = set(re.findall(r"setup\.sh (\w+)", text_of("Makefile") + text_of("README.md")))
    script = text_of("installers/setup.sh")
    assert all(re.search(rf"^{word}\)", script, re.MULTILINE) for word in words), words


def test_the_set_up_is_sound_shell() -> None:
    for name in ("installers/setup.sh", "installers/system_packages.sh"):
        done = subprocess.run(["sh", "-n", name], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def readme_commands() -> list[str]:
    """Return the command lines of the README, joined where they are broken."""
    joined = re.sub(r"\n {20,}", " ", text_of("README.md"))
    return re.findall(r"^    (?:\.venv/bin/)?reid-desktop (.+)$", joined, re.MULTILINE)


def with_its_own(command: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    """Return a command's parser and those of its actions."""
    nested = [action.choices for action in command._actions if isinstance(action.choices, dict)]
    return [command, *(each for choices in nested for each in choices.values())]


def test_the_readme_names_every_command_and_every_option_is_real() -> None:
    lines = readme_commands()
    helps = {}
    (group,) = (action for action in parser()._actions if action.choices and not action.option_strings)
    for name, command in dict(group.choices or {}).items():
        helps[name] = "\n".join(each.format_help() for each in with_its_own(command))
    for line in lines:
        words = line.split()
        if words[0].startswith("["):
            continue
        assert words[0] in helps, line
        for option in re.findall(r"--[a-z-]+", line):
            assert option in helps[words[0]], f"{option} in: {line}"
    assert {line.split()[0].strip("[]") for line in lines} >= set(helps) - {"gui"}


def test_dependencies_have_a_reason_a_licence_and_a_version(project: Mapping[str, object]) -> None:
    reasons, notices = (text_of(name).lower() for name in ("docs/dependencies.md", "THIRD_PARTY_NOTICES.md"))
    pinned = {canonicalize_name(each.name) for each in constraints()}
    for name, requirement in requirements(project).items():
        assert f"`{requirement.name.lower()}`" in reasons, f"{name} has no reason in docs/dependencies.md"
        assert re.search(rf"\b{re.escape(requirement.name.lower())}\b", notices), f"{name} has no notice"
        assert name in pinned, f"{name} has no tested version in constraints.txt"


def test_no_reason_is_given_for_what_is_not_used(project: Mapping[str, object]) -> None:
    rows = re.findall(r"^\| `([\w-]+)` \|", text_of("docs/dependencies.md"), re.MULTILINE)
    assert {canonicalize_name(name) for name in rows} == set(requirements(project))


def test_constraints_are_names_and_versions_only() -> None:
    lines = [line for line in text_of("constraints.txt").splitlines() if line and not line.startswith("#")]
    shape = re.compile(r"[\w.-]+==[\w.]+(; python_version (<|>=) '3\.\d+')?")
    assert [line for line in lines if not shape.fullmatch(line)] == []


def test_tested_versions_lie_in_the_ranges(project: Mapping[str, object]) -> None:
    wanted = requirements(project)
    pins = {str(canonicalize_name(each.name)): each for each in constraints() if each.marker is None}
    for name in pins.keys() & wanted.keys():
        version = str(pins[name].specifier)[2:]
        assert wanted[name].specifier.contains(version), f"{name} {version}"
    assert pins["opencv-python"].specifier == pins["opencv-python-headless"].specifier


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_one_tested_qt_for_each_python(python: str) -> None:
    marked = [
        each for each in constraints() if each.marker and each.marker.evaluate({"python_version": python})
    ]
    found = {str(canonicalize_name(each.name)): str(each.specifier) for each in marked}
    assert set(found) == {"pyside6-essentials", "shiboken6"}
    assert len(marked) == 2
    assert len(set(found.values())) == 1
    assert found["shiboken6"].startswith("==6.11") == (python == "3.11")


def test_the_licence_is_the_agpl() -> None:
    words = text_of("LICENSE").split()
    assert words[:6] == ["GNU", "AFFERO", "GENERAL", "PUBLIC", "LICENSE", "Version"]
    assert len(words) > 5000
