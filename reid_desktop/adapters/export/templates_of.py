"""The templates of our HTML, set so that no text of evidence can become markup."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from .plain_text import marked, plain

_LOADER = PackageLoader("reid_desktop.adapters.export")


def _finalised(value: object) -> object:
    """Make every text inert that a template writes, so that none can be forgotten."""
    return marked(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def environment() -> Environment:
    """Return the templates; the filter `plain` and the global `style` are set."""
    made = Environment(
        loader=_LOADER,
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalised,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["plain"] = plain
    made.globals["style"] = Markup(_LOADER.get_source(made, "report.css")[0])
    return made
