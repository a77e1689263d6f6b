"""The case store on SQLite."""

from .audit import verify_chain
from .case import SqliteCaseStore, create_case, open_case

__all__ = ["SqliteCaseStore", "create_case", "open_case", "verify_chain"]
