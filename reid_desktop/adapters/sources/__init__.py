"""Sources of evidence, read in place: one module per kind of tree and of layout."""

from reid_desktop.adapters.sources.evidence import OpenEvidence
from reid_desktop.adapters.sources.reading import TreeSource, reader_for

__all__ = ["OpenEvidence", "TreeSource", "reader_for"]
