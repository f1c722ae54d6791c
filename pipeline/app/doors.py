"""Signing in and out, and a new password: the pages that change sessions instead of decisions."""

import threading
from collections.abc import Callable, Mapping
from typing import Any

from pipeline.app.accounts import Accounts
from pipeline.app.fields import Fields
from pipeline.app.sessions import Attempts, Sessions
from pipeline.app.visit import Answer, Elsewhere, Page, Visit
from pipeline.errors import Refused

Step = Callable[[Visit, str], tuple[Answer, str]]

# The same words for an unknown name and a wrong password: neither is told.
WRONG = "Name oder Passwort stimmen nicht. Prüfen Sie beides und versuchen Sie es noch einmal."

# A form that came too late travels with the sign-in under these names, without its token.
UNSENT = "mit-"
OWN = frozenset({"csrf", "version"})


class Doors:
    def __init__(self, accounts: Accounts, sessions: Sessions, attempts: Attempts) -> None:
        self.accounts = accounts
        self.sessions = sessions
        self.attempts = attempts
        self.steps: Mapping[str, Step] = {
            "/anmelden": self.sign_in,
            "/abmelden": self.sign_out,
            "/passwort": self.change_password,
        }
        self._counting = threading.Lock()

    def closed(self, visit: Visit) -> dict[str, Any]:
        """What the sign-in page shows to somebody who wanted to go elsewhere."""
        kept = () if visit.path in self.steps else visit.form.pairs
        unsent = [(f"{UNSENT}{name}", value) for name, value in kept if name not in OWN]
        return {"next": visit.path, "name": "", "error": "", "unsent": unsent}

    def sign_in(self, visit: Visit, token: str) -> tuple[Answer, str]:
        name, password = visit.form.one("name"), visit.form.one("passwort")
        then = _inside(visit.form.one("weiter"))
        # Each try counts before it is looked at, so that many at once are not more than one by one.
        with self._counting:
            wait = self.attempts.wait(name)
            if not wait:
                self.attempts.failed(name)
        unsent = [(n, v) for n, v in visit.form.pairs if n.startswith(UNSENT)]
        names = {"next": then, "name": name, "unsent": unsent}
        if wait:
            minutes = -(-wait // 60)
            error = (
                "Für diesen Namen gab es zu viele falsche Passwörter. Versuchen Sie es in "
                f"{minutes} {'Minute' if minutes == 1 else 'Minuten'} wieder."
            )
            return Page("anmelden", {**names, "error": error}, 429), ""
        account = self.accounts.check(name, password)
        if account is None:
            return Page("anmelden", {**names, "error": WRONG}, 401), ""
        self.attempts.succeeded(name)
        self.sessions.end(token)
        new = self.sessions.begin(account)
        session = self.sessions.find(new)
        if unsent and session:
            form = Fields([(n.removeprefix(UNSENT), v) for n, v in unsent])
            session.unsent = (then, form)
        return Elsewhere(then), new

    def sign_out(self, visit: Visit, token: str) -> tuple[Answer, str]:
        self.sessions.end(token)
        return Elsewhere("/anmelden"), ""

    def change_password(self, visit: Visit, token: str) -> tuple[Answer, str]:
        """Ends every session of the account and begins a new one for whoever changed it."""
        old, new = visit.form.one("bisher"), visit.form.one("neu")
        name = visit.account.name
        error = ""
        with self._counting:
            waits = self.attempts.wait(name)
            if not waits:
                self.attempts.failed(name)
        if waits or self.accounts.check(name, old) is None:
            error = "Das bisherige Passwort stimmt nicht. Geben Sie es noch einmal ein."
        elif new != visit.form.one("wieder"):
            error = "Die beiden neuen Passwörter sind verschieden. Geben Sie sie noch einmal ein."
        if not error:
            self.attempts.succeeded(name)
            try:
                account = self.accounts.put(name, None, new)
            except Refused as refusal:
                error = str(refusal)
        if error:
            return Page("passwort", {"error": error}).refused(), token
        self.sessions.end(token)
        return Elsewhere("/", "Ihr Passwort ist geändert."), self.sessions.begin(account)


def _inside(path: str) -> str:
    """Only a place on these pages: "//elsewhere" and "/\\elsewhere" lead out of them."""
    inside = path.startswith("/") and path[1:2] not in ("/", "\\") and path.isprintable()
    return path if inside and not path.startswith(("/anmelden", "/abmelden")) else "/"
