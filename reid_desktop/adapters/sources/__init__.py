"""Sources of evidence, read in place: one module per kind of tree and of layout."""

from reid_desktop.adapters.sources.evidence import OpenEvidence
from reid_desktop.adapters.sources.reading import SourceTree, reader_for

__all__ = ["OpenEvidence", "SourceTree", "reader_for"]
