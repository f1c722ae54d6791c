"""The decision log: one table that only grows; each entry names the hash of the one before it."""

import errno
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property, partial
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pydantic import ValidationError

from pipeline.errors import RunFolderError, reason
from pipeline.records import Decision

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

GENESIS = "0" * 64

COLUMNS = tuple(Decision.model_fields)

Word = Callable[[Sequence[Decision]], Sequence[Decision]]

# Whoever writes waits so long for those who are writing: a decision takes milliseconds.
PATIENCE_S = 60

# In the names of SQLite's refusals.
_REFUSALS = {
    "READONLY": errno.EROFS,
    "CANTOPEN": errno.EACCES,
    "FULL": errno.ENOSPC,
    "BUSY": errno.EADDRINUSE,
}

_STAYS = {
    "sqlite": (
        "CREATE TRIGGER IF NOT EXISTS decisions_stay BEFORE DELETE ON decisions "
        "BEGIN SELECT RAISE(ABORT, 'append only'); END",
        "CREATE TRIGGER IF NOT EXISTS decisions_hold BEFORE UPDATE ON decisions "
        "BEGIN SELECT RAISE(ABORT, 'append only'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION decisions_append_only() RETURNS trigger AS "
        "$$ BEGIN RAISE EXCEPTION 'append only'; END $$ LANGUAGE plpgsql",
        "CREATE OR REPLACE TRIGGER decisions_stay BEFORE DELETE OR UPDATE OR TRUNCATE "
        "ON decisions FOR EACH STATEMENT EXECUTE FUNCTION decisions_append_only()",
    ),
}


class Log:
    """The decisions of one run, in SQLite or PostgreSQL; many may write at once.

    ``where`` names the place in messages. Entries that were read once are kept, since none can
    change; ``read_anew`` takes nothing for granted.
    """

    def __init__(self, url: str, run: str, *, where: str) -> None:
        self.url = url
        self.run = run
        self.where = where
        self.mutex = RLock()
        self._known: list[Decision] = []

    def decisions(self) -> list[Decision]:
        with self.mutex:
            if self._begun():
                with self._connected() as connection:
                    self._catch_up(connection)
            return list(self._known)

    def read_anew(self) -> list[Decision]:
        """Every entry as it stands on the disk; a damaged file raises ``RunFolderError``."""
        if not self._begun():
            return []
        with self._connected() as connection:
            if self._dialect == "sqlite":
                self._check_file(connection)
            return self._after(connection, 0)

    def append(self, word: Word) -> list[Decision]:
        """What ``word`` makes of all decisions so far, chained; if it raises, nothing is written.

        Nobody else writes between the reading and the writing.
        """
        with self.mutex, self._connected(write=True) as connection:
            self._catch_up(connection)
            chained = chain(word(list(self._known)), after=self._known)
            if chained:
                rows = [
                    {"run": self.run, "position": position, **decision.model_dump(mode="json")}
                    for position, decision in enumerate(chained, len(self._known) + 1)
                ]
                connection.execute(self._table.insert(), rows)
        return chained

    # the table

    def _catch_up(self, connection: "Connection") -> None:
        self._known += self._after(connection, len(self._known))

    def _after(self, connection: "Connection", position: int) -> list[Decision]:
        from sqlalchemy import select

        if not self._exists(connection):
            return []
        columns = self._table.columns
        rows = connection.execute(
            select(*(columns[name] for name in COLUMNS))
            .where(columns["run"] == self.run, columns["position"] > position)
            .order_by(columns["position"])
        )
        try:
            return [Decision.model_validate(dict(row._mapping)) for row in rows]
        except (ValidationError, UnicodeDecodeError):
            raise self._damaged("beschädigt") from None

    def _begun(self) -> bool:
        """Reading alone must not leave an empty file behind."""
        place = self._engine.url.database or ""
        return self._dialect != "sqlite" or Path(place).exists()

    def _exists(self, connection: "Connection") -> bool:
        from sqlalchemy import inspect

        return bool(inspect(connection).has_table("decisions"))

    def _create(self, connection: "Connection") -> None:
        if not self._exists(connection):
            self._table.metadata.create_all(connection)
            for statement in _STAYS[self._dialect]:
                connection.exec_driver_sql(statement)

    def _check_file(self, connection: "Connection") -> None:
        problems = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        triggers = connection.exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name DESC"
        )
        guarded = [sql.replace(" IF NOT EXISTS", "") for sql in _STAYS["sqlite"]]
        there = triggers.scalars().all()
        if problems != ["ok"] or (self._exists(connection) and there != guarded):
            raise self._damaged("beschädigt")

    @cached_property
    def _table(self) -> Any:
        from sqlalchemy import Column, Integer, MetaData, Table, Text

        return Table(
            "decisions",
            MetaData(),
            Column("run", Text, primary_key=True),
            Column("position", Integer, primary_key=True),
            *(Column(name, Text) for name in COLUMNS),
        )

    # the connection

    @cached_property
    def _engine(self) -> "Engine":
        from sqlalchemy import create_engine, event, make_url
        from sqlalchemy.exc import ArgumentError
        from sqlalchemy.pool import NullPool

        try:
            url = make_url(self.url)
            options: dict[str, Any] = {"timeout": PATIENCE_S}
            if url.get_backend_name() == "postgresql":
                url, options = url.set(drivername="postgresql+psycopg"), {}
            elif url.get_backend_name() != "sqlite":
                raise ValueError
            # People decide in minutes: a connection for each word, and none that is left open.
            engine = create_engine(url, poolclass=NullPool, connect_args=options)
            if engine.dialect.name == "sqlite" and (
                place := _for_reading(Path(url.database or ""))
            ):
                engine = create_engine(url, poolclass=NullPool, creator=place)
        except (ArgumentError, ImportError, ValueError):
            raise RunFolderError(
                f"{self.where} ist keine Adresse, unter der Entscheidungen liegen können. "
                "Schreiben Sie zum Beispiel --decisions postgresql://rechner/datenbank und "
                "installieren Sie dafür schmerzpunkt[postgres]."
            ) from None

        if engine.dialect.name == "sqlite":

            @event.listens_for(engine, "connect")
            def prepare(connection: Any, record: Any) -> None:
                # Transactions begin where we say so: the driver would begin them too late.
                connection.isolation_level = None
                connection.execute("PRAGMA synchronous=FULL")

        return engine

    @property
    def _dialect(self) -> str:
        return self._engine.dialect.name

    @contextmanager
    def _connected(self, *, write: bool = False) -> Iterator["Connection"]:
        from sqlalchemy.exc import SQLAlchemyError

        try:
            with self._engine.begin() as connection:
                if write:
                    self._lock(connection)
                    self._create(connection)
                yield connection
        except SQLAlchemyError as error:
            raise self._damaged(f"nicht zu lesen oder zu beschreiben ({_why(error)})") from None

    def _lock(self, connection: "Connection") -> None:
        """Held to the end of the transaction; on PostgreSQL for this run alone."""
        from sqlalchemy.exc import OperationalError

        if self._dialect == "sqlite":
            # Where somebody else is switching it on just now, SQLite does not wait but refuses.
            with suppress(OperationalError):
                connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            from sqlalchemy import text

            if not self._exists(connection):
                connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('decisions'))"))
            lock = text("SELECT pg_advisory_xact_lock(hashtext('decisions'), hashtext(:run))")
            connection.execute(lock, {"run": self.run})

    def _damaged(self, what: str) -> RunFolderError:
        return RunFolderError(
            f"Das Protokoll der Entscheidungen ({self.where}) ist {what}. Prüfen Sie "
            "Speicherplatz, Rechte und Verbindung oder stellen Sie es aus einer Sicherung "
            "wieder her."
        )


def _for_reading(place: Path) -> Callable[[], Any] | None:
    """How to open a file where nobody may write: SQLite would put its own files beside it.

    Nothing is lost while there is no journal that it would have to read.
    """
    import sqlite3

    journal = place.with_name(f"{place.name}-wal")
    if not place.exists() or os.access(place.parent, os.W_OK) or journal.exists():
        return None
    return partial(sqlite3.connect, f"file:{quote(place.as_posix())}?immutable=1", uri=True)


def _why(error: Exception) -> str:
    """SQLite has a code for it, PostgreSQL a class; what both say beyond that is English."""
    origin = getattr(error, "orig", None) or error
    name = getattr(origin, "sqlite_errorname", type(origin).__name__)
    code = next((code for part, code in _REFUSALS.items() if part in name), 0)
    return reason(OSError(code, name))


def without_password(url: str) -> str:
    """What may be shown and kept; the password is looked up in PGPASSWORD or ~/.pgpass."""
    return re.sub(r"(//[^/@:]*):[^/]*@", r"\1@", url)


def chain(words: Sequence[Decision], *, after: Sequence[Decision]) -> list[Decision]:
    """The words, each with the hash of the one before it and its own."""
    previous = after[-1].hash if after else GENESIS
    chained = []
    for word in words:
        named = word.model_copy(update={"previous_hash": previous, "hash": ""})
        decision = named.model_copy(update={"hash": link(named)})
        chained.append(decision)
        previous = decision.hash
    return chained


def link(decision: Decision) -> str:
    """SHA-256 over every field but the hash itself, the previous hash included."""
    content = decision.model_dump(mode="json", exclude={"hash"})
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def first_broken(decisions: Sequence[Decision]) -> int | None:
    """Position of the first decision that does not follow from the one before it."""
    previous = GENESIS
    for position, decision in enumerate(decisions):
        if decision.previous_hash != previous or decision.hash != link(decision):
            return position
        previous = decision.hash
    return None
