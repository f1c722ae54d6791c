"""A run on disk: the only room that opens run files."""

import errno
import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from pipeline.artefact import Artefact, pretty_json
from pipeline.command import command
from pipeline.errors import RunFolderError, reason
from pipeline.manifest import Manifest, read_manifest
from pipeline.records import Decision, Failure
from pipeline.review.log import Log, without_password

T = TypeVar("T")


RAW_KEY = "10_schluessel"


class Store:
    """A run folder. Every file is written beside its place and renamed, so none is ever half."""

    def __init__(self, folder: Path, *, create: bool = False, database: str | None = None) -> None:
        """``database`` holds the decisions instead of the folder, from now on."""
        self.folder = folder
        if create:
            self._create()
        self.manifest = self._manifest()
        if self.manifest is None and not create:
            raise RunFolderError(
                f"In {folder} liegt kein Lauf. Prüfen Sie den Pfad hinter --run oder beginnen Sie "
                f"mit: {command('run', 'QUELLE', run=folder)}"
            )
        before = self.manifest or Manifest(version="", settings={})
        self.run_id = before.run_id
        self.decisions_at = before.decisions_at
        if database and without_password(database) != self.decisions_at:
            self._move_decisions(database)
        self.log = self._log(database or self.decisions_at)

    def _manifest(self) -> Manifest | None:
        try:
            content = (self.folder / "run.json").read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise self._unreadable(error, "run.json") from None
        return read_manifest(content, where=str(self.folder))

    def _create(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            probe = self.folder / ".schreibprobe"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise self._unwritable(error) from None
        foreign = [p.name for p in self.folder.iterdir() if not p.name.startswith(".")]
        if foreign and "run.json" not in foreign:
            raise RunFolderError(
                f"Der Ordner {self.folder} ist nicht leer und enthält keinen Lauf. "
                "Wählen Sie mit --run einen neuen oder leeren Ordner."
            )

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Two runs at once in one folder would overwrite each other."""
        from filelock import FileLock, Timeout

        lock = FileLock(self.folder / ".lock", timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise RunFolderError(
                f"In {self.folder} arbeitet gerade ein anderer Lauf. "
                "Warten Sie, bis er fertig ist, oder wählen Sie mit --run einen anderen Ordner."
            ) from None
        except OSError as error:
            raise self._unwritable(error) from None
        try:
            yield
        finally:
            lock.release()

    # artefacts

    def save(
        self, artefact: Artefact[T], value: T, failures: Sequence[Failure] = ()
    ) -> tuple[str, str]:
        """Content digests of the artefact and of its failures."""
        lines = "".join(
            json.dumps(f.model_dump(), ensure_ascii=False) + "\n" for f in failures
        ).encode()
        if lines:
            self._write(artefact.failures_file, lines, private=artefact.holds_raw_text)
        else:
            (self.folder / artefact.failures_file).unlink(missing_ok=True)
        content = artefact.encode(value)
        self._write(artefact.file, content, private=artefact.holds_raw_text)
        return _digest(content), _digest(lines)

    def load(self, artefact: Artefact[T]) -> T:
        with self._legible(artefact.file) as content:
            return artefact.decode(content)

    def failures(self, artefact: Artefact[T]) -> list[Failure]:
        """None at all where there is no file; ``holds`` tells whether that is as it was signed."""
        if not (self.folder / artefact.failures_file).exists():
            return []
        with self._legible(artefact.failures_file) as content:
            return [Failure.model_validate_json(line) for line in content.splitlines()]

    def holds(self, artefact: Artefact[T]) -> bool:
        """Whether the files on the disk are those that were signed."""
        signed = self.manifest.steps.get(artefact.name) if self.manifest else None
        return (
            signed is not None
            and self._digest_of(artefact.file) == signed.content
            and (self._digest_of(artefact.failures_file) or _digest(b"")) == signed.failures
        )

    def delete_raw(self, artefacts: Iterable[Artefact[Any]]) -> None:
        """The failures stay: they say which row went no further and why, without a word of it."""
        files = [a.file for a in artefacts if a.removable]
        for name in [*files, "10_transcripts.json", RAW_KEY]:
            for left in (self.folder / name, self.folder / f".{name}.neu"):
                try:
                    left.unlink(missing_ok=True)
                except OSError as error:
                    raise self._unwritable(error, left.name) from None

    # manifest and reports

    def save_manifest(self, manifest: Manifest) -> None:
        self._write("run.json", pretty_json(manifest.model_dump(mode="json")))
        self.manifest = manifest

    def save_transcripts(self, transcripts: dict[str, Any]) -> None:
        """The settings that name people: private, and gone after ``forget``."""
        self._write("10_transcripts.json", pretty_json(transcripts), private=True)

    def settings(self) -> dict[str, Any]:
        """Of the last run; without the transcripts once the raw text is gone."""
        settings = self.manifest.settings if self.manifest else {}
        if (self.folder / "10_transcripts.json").exists():
            with self._legible("10_transcripts.json") as content:
                transcripts = json.loads(content)
            settings = {**settings, "ingest": {**settings["ingest"], "transcripts": transcripts}}
        return settings

    def key(self) -> bytes:
        """Signs what leaves the run to come back; made once, and for the owner alone."""
        if not (self.folder / ".schluessel").exists():
            self._write(".schluessel", secrets.token_hex(32).encode(), private=True)
        return self._read(".schluessel")

    def raw_key(self) -> bytes:
        """Without it nobody can try out texts against their digests; ``forget`` deletes it.

        Made once, of all that was said: nobody can guess it, and the same input gives the same.
        """
        if not (self.folder / RAW_KEY).exists():
            said = b"schluessel\0" + self._read("10_statements.parquet")
            self._write(RAW_KEY, _digest(said).encode(), private=True)
        return self._read(RAW_KEY)

    def save_report(self, name: str, content: bytes) -> Path:
        return self._write(name, content)

    # decisions

    def _log(self, database: str | None) -> Log:
        if database:
            return Log(database, self.run_id, where=without_password(database))
        place = self.folder / "decisions.sqlite"
        return Log(f"sqlite:///{place}", self.run_id, where=str(place))

    def _move_decisions(self, database: str) -> None:
        """To another place only as long as there are none: nobody's word stays behind."""
        if self._log(self.decisions_at).decisions() and not self._log(database).decisions():
            raise RunFolderError(
                f"Für den Lauf in {self.folder} gibt es schon Entscheidungen an anderer Stelle "
                f"({self._log(self.decisions_at).where}). Lassen Sie --decisions weg."
            )
        self.decisions_at = without_password(database)

    def decisions(self) -> list[Decision]:
        return self.log.decisions()

    # bytes

    def _write(self, name: str, content: bytes, *, private: bool = False) -> Path:
        place = self.folder / name
        beside = self.folder / f".{name}.neu"
        try:
            beside.unlink(missing_ok=True)
            mode = 0o600 if private else 0o666
            with open(beside, "xb", opener=lambda path, flags: os.open(path, flags, mode)) as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, place)
        except OSError as error:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            raise self._unwritable(error, name) from None
        return place

    @contextmanager
    def _legible(self, name: str) -> Iterator[bytes]:
        """Truncated, or of a version that wrote something else."""
        content = self._read(name)
        try:
            yield content
        except (ValueError, KeyError, TypeError, OSError):
            raise RunFolderError(
                f"{self.folder / name} lässt sich nicht lesen: beschädigt, oder von einer anderen "
                "Fassung von Schmerzpunkt geschrieben. Löschen Sie die Datei und rufen Sie "
                "schmerzpunkt run mit den Quellen noch einmal auf; sie wird neu berechnet."
            ) from None

    def _read(self, name: str) -> bytes:
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            raise RunFolderError(
                f"In {self.folder} fehlt {name}. Rufen Sie schmerzpunkt run noch einmal auf; "
                "was fehlt, wird neu berechnet."
            ) from None
        except OSError as error:
            raise self._unreadable(error, name) from None

    def _digest_of(self, name: str) -> str | None:
        try:
            return _digest((self.folder / name).read_bytes())
        except OSError:
            return None

    def _unreadable(self, error: OSError, name: str) -> RunFolderError:
        return RunFolderError(
            f"{self.folder / name} lässt sich nicht lesen ({reason(error)}). Prüfen Sie die Rechte."
        )

    def _unwritable(self, error: OSError, name: str = "") -> RunFolderError:
        if error.errno == errno.ENOSPC:
            return RunFolderError(
                f"Der Datenträger von {self.folder} ist voll, {name} wurde nicht geschrieben. "
                "Geben Sie Platz frei und starten Sie denselben Aufruf noch einmal; "
                "fertige Schritte bleiben erhalten."
            )
        # Windows keeps an open file from being replaced, and Excel keeps its file open.
        still_open = f" Schließen Sie {name}, falls es anderswo geöffnet ist." if name else ""
        return RunFolderError(
            f"In {self.folder} lässt sich nicht schreiben ({reason(error)}).{still_open} "
            "Prüfen Sie die Rechte oder wählen Sie mit --run einen anderen Ordner."
        )


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
