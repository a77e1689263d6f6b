"""The case on disk: SQLite through sqlite-utils."""
