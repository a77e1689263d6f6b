"""Start with `python -m reid_desktop`."""

from __future__ import annotations

import sys
from multiprocessing import freeze_support

from reid_desktop.app.cli.main import main

if __name__ == "__main__":
    freeze_support()
    sys.exit(main())
