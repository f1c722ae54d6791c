"""Who is signed in: kept in memory, so that the end of the program ends every session."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.app.accounts import Account, Accounts
from pipeline.app.fields import Fields

# A limit of more than 20 hours needs no warning (WCAG 2.2.1), and nobody loses what they typed.
LASTS_S = 24 * 60 * 60

# After so many wrong passwords a name waits; a person mistypes three or four times, a program that
# guesses gets 480 tries a day.
TRIES = 5
WAIT_S = 15 * 60


@dataclass
class Session:
    account: Account
    since: float
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    notice: str = ""
    unsent: tuple[str, Fields] | None = None
    """A form that came without a session, and the path where it is shown again."""

    def take_unsent(self, path: str) -> Fields | None:
        if self.unsent is None or self.unsent[0] != path:
            return None
        form, self.unsent = self.unsent[1], None
        return form

    def take_notice(self) -> str:
        notice, self.notice = self.notice, ""
        return notice


class Sessions:
    """``clock`` gives seconds that never run backwards."""

    def __init__(self, accounts: Accounts, clock: Callable[[], float]) -> None:
        self._accounts = accounts
        self._clock = clock
        self._open: dict[str, Session] = {}

    def begin(self, account: Account) -> str:
        now = self._clock()
        self._open = {t: s for t, s in self._open.items() if now - s.since < LASTS_S}
        token = secrets.token_urlsafe(32)
        self._open[token] = Session(account, now)
        return token

    def find(self, token: str) -> Session | None:
        """Nothing once it is too old, or role or password of the account are others than then."""
        session = self._open.get(token)
        if session is None:
            return None
        fresh = self._clock() - session.since < LASTS_S
        if not fresh or self._accounts.get(session.account.name) != session.account:
            del self._open[token]
            return None
        return session

    def end(self, token: str) -> None:
        self._open.pop(token, None)


class Attempts:
    """Wrong passwords by name, whether or not there is such an account."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._failed: dict[str, list[float]] = {}

    def wait(self, name: str) -> int:
        """Seconds until the next try is looked at; 0 where it may be made now."""
        recent = self._recent(name)
        return int(WAIT_S - (self._clock() - recent[0])) + 1 if len(recent) >= TRIES else 0

    def failed(self, name: str) -> None:
        key = _key(name)
        self._failed = {k: times for k in self._failed if (times := self._recent(k))}
        self._failed[key] = [*self._recent(name), self._clock()]

    def succeeded(self, name: str) -> None:
        self._failed.pop(_key(name), None)

    def _recent(self, name: str) -> list[float]:
        now = self._clock()
        return [t for t in self._failed.get(_key(name), []) if now - t < WAIT_S]


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()[:60]
