"""What can stop a run.

PipelineError                 a sentence for the user: what, where, what to do next; exit code 1
├── UsageError                the call itself is off; exit code 2
├── InputError                a source cannot be read
├── SettingsError             a setting is unknown or out of range; exit code 2
├── RunFolderError            the run folder cannot be used
├── LedgerError               items went missing between two artefacts
├── Refused                   a decision breaks a rule of the review
├── Conflict                  somebody else has decided on the same item meanwhile
├── ModelError                a local model folder is missing or not fit for use
└── ServerUnreachable         the LLM server was asked for and does not answer; exit code 4

Waiting for a person is not an error; see ``runner.Outcome``.
"""

import errno
from typing import Any


class PipelineError(Exception):
    """Its message is German, complete, names the remedy and never quotes a statement."""

    exit_code = 1


class UsageError(PipelineError):
    exit_code = 2


class InputError(PipelineError):
    pass


class SettingsError(PipelineError):
    exit_code = 2


class RunFolderError(PipelineError):
    pass


class LedgerError(PipelineError):
    pass


class Refused(PipelineError):
    pass


class Conflict(PipelineError):
    """``seen`` is the version that the person knew, ``current`` the item as it stands now, ``by``
    the decisions in between.
    """

    def __init__(
        self, message: str, *, seen: str = "", current: Any = None, by: tuple[Any, ...] = ()
    ) -> None:
        super().__init__(message)
        self.seen = seen
        self.current = current
        self.by = by


class ModelError(PipelineError):
    pass


class ServerUnreachable(PipelineError):
    exit_code = 4


# What a person can do something about; the system itself says it in English.
_REASONS = {
    errno.EACCES: "keine Berechtigung",
    errno.EPERM: "keine Berechtigung",
    errno.ENOENT: "der Ort fehlt",
    errno.EEXIST: "den Namen gibt es schon",
    errno.ENOTDIR: "ein Teil des Pfads ist kein Ordner",
    errno.EISDIR: "das ist ein Ordner",
    errno.EROFS: "schreibgeschützt",
    errno.ENOSPC: "kein Platz mehr",
    errno.ENAMETOOLONG: "der Name ist zu lang",
    errno.EADDRINUSE: "belegt",
    errno.EADDRNOTAVAIL: "diese Adresse hat der Rechner nicht",
}


def reason(error: OSError) -> str:
    """Why the system refused, in German as far as we have words for it."""
    return _REASONS.get(error.errno or 0, error.strerror or "Systemfehler")
