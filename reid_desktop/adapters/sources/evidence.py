"""The one way to the bytes of evidence, wherever they lie."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from reid_desktop.adapters.sources.files import open_file, why
from reid_desktop.domain.errors import SourceError


class OpenEvidence:
    """Opens files of this computer; see the port `Evidence`."""

    def open(self, path: str) -> BinaryIO:
        """Open seekable and read-only.

        :raises SourceError: it cannot be opened.
        """
        return open_file(path)

    def mtime_ns(self, path: str) -> int:
        """Return the date of change.

        :raises SourceError: it is not there any more, or cannot be reached.
        """
        try:
            return Path(path).stat().st_mtime_ns
        except FileNotFoundError as cause:
            raise SourceError("The file is no longer there.") from cause
        except (OSError, ValueError) as cause:
            raise SourceError("The file cannot be read: {reason}.", reason=why(cause)) from cause
