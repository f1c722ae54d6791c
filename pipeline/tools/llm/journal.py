"""Every call that was made, and the answers that need not be asked for again."""

import sqlite3
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock

_TABLE = """
CREATE TABLE IF NOT EXISTS calls (
    number INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    task TEXT NOT NULL,
    model TEXT NOT NULL,
    prompt TEXT NOT NULL,
    options TEXT NOT NULL,
    outcome TEXT NOT NULL,
    answer TEXT,
    prompt_tokens INTEGER,
    output_tokens INTEGER,
    seconds REAL NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS answered ON calls (key) WHERE outcome = 'ok';
"""


@dataclass(frozen=True)
class Call:
    """``prompt`` is the digest of its file; the prompt itself is not kept.

    ``outcome`` is "ok" or what was wrong; only an answer that passed every check is kept.
    """

    key: str
    task: str
    model: str
    prompt: str
    options: str
    outcome: str
    answer: str | None
    prompt_tokens: int | None
    output_tokens: int
    seconds: float


@dataclass(frozen=True)
class Tally:
    calls: int
    refused: int
    prompt_tokens: int
    output_tokens: int
    seconds: float


class Journal:
    """Survives a killed process: a call is in it whole or not at all. Safe for several threads."""

    def __init__(self, file: Path | None) -> None:
        """Without a file, the answers are kept as long as the process runs."""
        self._lock = Lock()
        self._file = file

    @cached_property
    def _connection(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._file or ":memory:", check_same_thread=False, isolation_level=None
        )
        connection.execute("PRAGMA journal_mode=WAL")
        # With WAL a power cut may lose the last calls, never damage the file; a kill loses none.
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.executescript(_TABLE)
        return connection

    def answer(self, key: str) -> str | None:
        with self._lock:
            row = self._connection.execute(
                "SELECT answer FROM calls WHERE key = ? AND outcome = 'ok'", (key,)
            ).fetchone()
        return None if row is None else str(row[0])

    def add(self, call: Call) -> None:
        values = tuple(vars(call).values())
        names = ", ".join(vars(call))
        marks = ", ".join("?" * len(values))
        with self._lock:
            self._connection.execute(
                f"INSERT OR REPLACE INTO calls ({names}) VALUES ({marks})", values
            )

    def tally(self, task: str | None = None) -> Tally:
        with self._lock:
            row = self._connection.execute(
                "SELECT count(*), coalesce(sum(outcome != 'ok'), 0), "
                "coalesce(sum(prompt_tokens), 0), coalesce(sum(output_tokens), 0), "
                "coalesce(sum(seconds), 0) FROM calls WHERE ?1 IS NULL OR task = ?1",
                (task,),
            ).fetchone()
        return Tally(*row)

    def close(self) -> None:
        with self._lock:
            self._connection.close()
            del self._connection
