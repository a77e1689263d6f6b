"""Find a person again in the media of a case: ranked, on a map, on a timeline."""

__version__ = "0.1.0"
