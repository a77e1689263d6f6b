"""Readers that list the files of a source, one module per kind of source."""

from reid_desktop.adapters.sources.folder import FolderSource, SingleFileSource, reader_for

__all__ = ["FolderSource", "SingleFileSource", "reader_for"]
