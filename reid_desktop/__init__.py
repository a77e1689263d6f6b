"""Find a person again in the media of a case: ranked, on a map, on a timeline."""

import os

# Before numpy is loaded: its matrix products would each be shared among all cores, and wait for one another
# thirty times as long as they take when an import keeps those busy. Work is shared out by the program.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.1.0"
