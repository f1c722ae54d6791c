"""Who may review: named local accounts with a role, in one file beside the run."""

import json
import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import TypeAdapter, ValidationError

from pipeline.errors import Refused, RunFolderError, reason
from pipeline.records import Record

Role = Literal["Prüfung", "Freigabe", "Lesen", "Verwaltung"]
ROLES: tuple[Role, ...] = get_args(Role)

# Length protects, rules about digits and signs do not (BSI, ORP.4; NIST SP 800-63B).
SHORTEST = 12
LONGEST = 200


class Account(Record):
    name: str
    role: Role
    password: str
    """Argon2id, with its salt and parameters. A new one ends every session of the account."""


_FILE = TypeAdapter(tuple[Account, ...])


def accounts_file(run: Path) -> Path:
    """Beside the run folder, so that a copy of the run carries no passwords."""
    return run.absolute().parent / "konten.json"


class Accounts:
    """Reads the file anew whenever it has changed; a missing one holds nobody."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._read: tuple[tuple[int, int], tuple[Account, ...]] = ((0, 0), ())

    def all(self) -> tuple[Account, ...]:
        try:
            stat = self.file.stat()
        except FileNotFoundError:
            return ()
        stamp = (stat.st_mtime_ns, stat.st_ino)
        if stamp != self._read[0]:
            try:
                self._read = (stamp, _FILE.validate_json(self.file.read_bytes()))
            except (OSError, ValidationError):
                raise RunFolderError(
                    f"{self.file} ist nicht lesbar oder beschädigt. Stellen Sie die Datei aus "
                    "einer Sicherung wieder her oder löschen Sie sie und legen Sie die Konten neu "
                    "an: schmerzpunkt account NAME --role ROLLE --run ORDNER"
                ) from None
        return self._read[1]

    def get(self, name: str) -> Account | None:
        wanted = name.strip().casefold()
        return next((a for a in self.all() if a.name.casefold() == wanted), None)

    def check(self, name: str, password: str) -> Account | None:
        """The account if the password is right; takes as long where there is no such account."""
        from argon2.exceptions import Argon2Error, InvalidHashError

        account = self.get(name)
        try:
            self._hasher.verify(account.password if account else self._nobody, password[:LONGEST])
        except (Argon2Error, InvalidHashError):
            return None
        return account

    def put(self, name: str, role: str | None, password: str) -> Account:
        """A new account, or a new password (and role, where given) for an old one."""
        name = " ".join(name.split())
        if not 2 <= len(name) <= 60 or not name.isprintable():
            raise Refused("Ein Name hat 2 bis 60 Zeichen. Wählen Sie einen anderen.")
        if not SHORTEST <= len(password) <= LONGEST:
            raise Refused(
                f"Ein Passwort hat {SHORTEST} bis {LONGEST} Zeichen. Nehmen Sie zum Beispiel "
                "vier Wörter, die nichts miteinander zu tun haben."
            )
        known = self.get(name)
        wanted = role or (known.role if known else None)
        given = next((one for one in ROLES if one == wanted), None)
        if given is None:
            raise Refused(f"Ein Konto braucht eine dieser Rollen: {', '.join(ROLES)}.")
        account = Account(
            name=known.name if known else name, role=given, password=self._hasher.hash(password)
        )
        self._write([*(a for a in self.all() if a != known), account])
        return account

    def remove(self, name: str) -> None:
        account = self.get(name)
        if account is None:
            raise Refused(f"Ein Konto „{name}“ gibt es nicht. Prüfen Sie die Schreibweise.")
        self._write([a for a in self.all() if a != account])

    def _write(self, accounts: Sequence[Account]) -> None:
        """Beside its place and renamed, readable for the owner alone."""
        content = [a.model_dump() for a in sorted(accounts, key=lambda a: a.name.casefold())]
        beside = self.file.with_name(f".{self.file.name}.neu")
        try:
            beside.unlink(missing_ok=True)
            with open(beside, "x", encoding="utf-8", opener=_private) as file:
                json.dump(content, file, ensure_ascii=False, indent=2)
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, self.file)
        except OSError as error:
            raise RunFolderError(
                f"{self.file} lässt sich nicht schreiben ({reason(error)}). Prüfen Sie die Rechte."
            ) from None

    @cached_property
    def _hasher(self) -> Any:
        from argon2 import PasswordHasher

        return PasswordHasher()

    @cached_property
    def _nobody(self) -> str:
        return str(self._hasher.hash("nobody"))


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
