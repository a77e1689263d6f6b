"""What software an export was made with: the packages of this installation, as a list and as CycloneDX."""

from __future__ import annotations

import importlib.metadata
import json
import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from reid_desktop.domain.model_card import ModelCard

OURS = "reid-desktop"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class Package:
    """One installed package."""

    name: str
    version: str
    licence: str


@cache
def packages() -> tuple[Package, ...]:
    """Return what this program needs and finds installed, without its extras, by name."""
    found: dict[str, Package] = {}
    waiting = [OURS]
    while waiting:
        for needed in _needs(waiting.pop()):
            name = _canonical(needed)
            if name not in found:
                package = _installed(needed)
                if package is not None:
                    found[name] = package
                    waiting.append(needed)
    return tuple(found[name] for name in sorted(found))


def _needs(name: str) -> Iterator[str]:
    """Yield the names of what a package needs; what only an extra needs is left out."""
    try:
        lines = importlib.metadata.requires(name) or []
    except importlib.metadata.PackageNotFoundError:
        return
    for line in lines:
        match = _NAME.match(line)
        if match and "extra ==" not in line:
            yield match[0]


def _installed(name: str) -> Package | None:
    try:
        about = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        return None  # needed elsewhere only, such as on Windows
    said = [about[field] for field in ("License-Expression", "License") if field in about]
    lines = next((text.strip().splitlines() for text in said if text.strip()), [""])
    return Package(about["Name"], about["Version"], lines[0][:100])


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def bill_of_materials(program_version: str, created_utc: str, cards: Sequence[ModelCard]) -> str:
    """Return a software bill of materials, CycloneDX 1.6 in JSON; models with the hashes of their files."""
    components = [
        {
            "type": "library",
            "bom-ref": f"pkg:pypi/{_canonical(one.name)}@{one.version}",
            "name": one.name,
            "version": one.version,
            "purl": f"pkg:pypi/{_canonical(one.name)}@{one.version}",
            **({"licenses": [{"license": {"name": one.licence}}]} if one.licence else {}),
        }
        for one in packages()
    ]
    models = [
        {
            "type": "machine-learning-model",
            "bom-ref": f"model:{card.name}/{file.name}",
            "name": card.name,
            "version": card.preprocessing,
            "description": f"{card.title}: {file.name}",
            **({"hashes": [{"alg": "SHA-256", "content": file.sha256}]} if file.sha256 else {}),
        }
        for card in cards
        for file in card.files
    ]
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, json.dumps([components, models]))}",
        "version": 1,
        "metadata": {
            "timestamp": created_utc,
            "component": {
                "type": "application",
                "bom-ref": OURS,
                "name": OURS,
                "version": program_version,
                "licenses": [{"license": {"id": "AGPL-3.0-or-later"}}],
            },
        },
        "components": [*components, *models],
    }
    return json.dumps(document, indent=1) + "\n"


def software_line() -> str:
    """Return the packages as one text: `av 18.1.0, cryptography 50.0.2, ...`."""
    return ", ".join(f"{one.name} {one.version}" for one in packages())
