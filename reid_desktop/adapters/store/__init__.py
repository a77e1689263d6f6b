"""The case store on SQLite."""

from .case import SqliteCaseStore, create_case, open_case

__all__ = ["SqliteCaseStore", "create_case", "open_case"]
