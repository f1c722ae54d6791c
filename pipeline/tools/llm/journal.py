"""Every call that was made, and the answers that need not be asked for again."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock

from pipeline.tools.llm.checks import texts_of

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
CREATE TABLE IF NOT EXISTS plans (
    task TEXT PRIMARY KEY,
    questions INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    after INTEGER NOT NULL
);
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
    left: int
    """Questions that were announced and are still open."""
    left_s: float | None
    """How long they take if they are like those before; ``None`` where there were none."""


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

    def expect(self, task: str, questions: int, parallel: int) -> float | None:
        """Notes what a step is about to ask; how long that takes if it is like what was before."""
        with self._lock:
            self._connection.execute(
                "INSERT OR REPLACE INTO plans SELECT ?, ?, ?, coalesce(max(number), 0) FROM calls",
                (task, questions, parallel),
            )
        return self._left(task)[1]

    def tally(self) -> Tally:
        with self._lock:
            calls, refused, read, written, seconds = self._connection.execute(
                "SELECT count(*), coalesce(sum(outcome != 'ok'), 0), "
                "coalesce(sum(prompt_tokens), 0), coalesce(sum(output_tokens), 0), "
                "coalesce(sum(seconds), 0) FROM calls"
            ).fetchone()
        return Tally(calls, refused, read, written, seconds, *self._left())

    def _left(self, task: str | None = None) -> tuple[int, float | None]:
        """A question that was asked twice counts once, and one of a halved batch counts twice.

        Where a step has asked nothing yet, a question takes as long as one of other steps.
        """
        with self._lock:
            rows = self._connection.execute(
                "SELECT max(0, questions - (SELECT count(DISTINCT key) FROM calls "
                "WHERE task = plans.task AND number > after)), parallel, "
                "coalesce("
                "(SELECT sum(seconds) / count(DISTINCT key) FROM calls WHERE task = plans.task), "
                "(SELECT sum(seconds) / count(DISTINCT key) FROM calls WHERE task != 'probe')) "
                "FROM plans WHERE ?1 IS NULL OR task = ?1",
                (task,),
            ).fetchall()
        waiting = [row for row in rows if row[0]]
        left_s = [each and each * left / parallel for left, parallel, each in waiting]
        return sum(row[0] for row in waiting), None if None in left_s else sum(left_s)

    def leaks(self) -> tuple[int, int]:
        """How many answers went through every check, and in how many personal data was seen.

        By question: one that is put again after a crash or a refusal counts once.
        """
        with self._lock:
            seen, leaked = self._connection.execute(
                "SELECT count(DISTINCT CASE WHEN outcome = 'ok' OR outcome LIKE 'leak:%' "
                "THEN key END), count(DISTINCT CASE WHEN outcome LIKE 'leak:%' THEN key END) "
                "FROM calls WHERE task != 'probe'"
            ).fetchone()
        return seen, leaked

    def forget(self, masked: Callable[[str], bool]) -> None:
        """The answers in which something stands that has been masked since, on the disk as well."""
        with self._lock:
            self._connection.execute("PRAGMA secure_delete=ON")
            rows = self._connection.execute("SELECT number, answer FROM calls WHERE answer NOTNULL")
            gone = [
                (number,)
                for number, answer in rows.fetchall()
                if any(map(masked, texts_of(json.loads(answer))))
            ]
            self._connection.executemany(
                "UPDATE calls SET answer = NULL, outcome = 'leak: seither maskiert' "
                "WHERE number = ?",
                gone,
            )

    def close(self) -> None:
        with self._lock:
            self._connection.close()
            del self._connection
