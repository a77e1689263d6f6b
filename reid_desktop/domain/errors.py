"""The errors a user may read: one sentence that says what happened and what to do.

ReidError
 +-- UsageError          the request itself makes no sense (exit code 2)
 +-- CaseError           the case folder or its database
 |    +-- CaseTooNewError
 |    +-- CaseTooOldError
 |    +-- CaseBusyError
 |    +-- CaseReadOnlyError
 +-- SourceError         a file or folder of evidence cannot be reached
 +-- MediaError          a media file cannot be decoded
 |    +-- NotMediaError  the file is no photo or video at all
 +-- ModelError          a model is missing, damaged or not trusted
 |    +-- SelfTestError  a model no longer gives its known answer
 +-- EngineError         the analysis process died or cannot be started
 +-- ExportError
 +-- NotAuthorisedError  policy, authority or role of the case does not allow it
 +-- MapFileError        a map archive or an overlay cannot be read
 +-- Cancelled           the user asked to stop; not a failure
"""

from __future__ import annotations


class ReidError(Exception):
    """Base of every error that is shown to the user as it stands."""

    def __init__(self, sentence: str, **values: object) -> None:
        """Keep the unformatted sentence so that it can be translated."""
        super().__init__(sentence, values)
        self.sentence = sentence
        self.values = values

    def __str__(self) -> str:
        """Return the sentence with its values filled in."""
        return self.sentence.format(**self.values) if self.values else self.sentence

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the way between two processes."""
        return (_rebuild, (type(self), self.sentence, self.values))


def _rebuild(kind: type[ReidError], sentence: str, values: dict[str, object]) -> ReidError:
    return kind(sentence, **values)


class UsageError(ReidError):
    """The request makes no sense as it was given."""


class CaseError(ReidError):
    """The case folder or its database cannot be used."""


class CaseTooNewError(CaseError):
    """The case was written by a newer version of the program."""


class CaseTooOldError(CaseError):
    """The case was written by an older version and may not be brought up to date here."""


class CaseBusyError(CaseError):
    """Another program holds the case."""


class CaseReadOnlyError(CaseError):
    """The case can be read but not written."""


class SourceError(ReidError):
    """A file or folder of evidence cannot be reached."""


class MediaError(ReidError):
    """A media file cannot be decoded."""

    sha256: str | None = None
    """Of the file, where it was read to its end."""


class NotMediaError(MediaError):
    """The file is no photo and no video."""


class ModelError(ReidError):
    """A model is missing, damaged or not trusted."""


class SelfTestError(ModelError):
    """A model does not give its known answer any more."""


class EngineError(ReidError):
    """The analysis process died or cannot be started."""


class ExportError(ReidError):
    """An export cannot be written."""


class NotAuthorisedError(ReidError):
    """The policy, the authority or the roles of the case do not allow it."""


class MapFileError(ReidError):
    """A map archive or an overlay cannot be read."""


class Cancelled(ReidError):  # noqa: N818 - the user's wish, not an error
    """The user asked to stop."""

    def __init__(self, sentence: str = "Stopped at the user's request.", **values: object) -> None:
        """Need no words."""
        super().__init__(sentence, **values)
