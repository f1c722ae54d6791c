"""One request as the pages see it, and what a page may answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from pipeline.app.accounts import Account, Role
from pipeline.app.fields import Fields
from pipeline.app.sessions import Session

DECIDING: frozenset[Role] = frozenset({"Prüfung", "Freigabe"})
READING: frozenset[Role] = DECIDING | {"Lesen", "Verwaltung"}
RUNNING: frozenset[Role] = frozenset({"Verwaltung"})


@dataclass(frozen=True)
class Visit:
    """``desk`` is the review of the run (see ``verbs.open_desk``); account and session are those
    of the person who asks, and only missing on the pages that need neither.
    """

    desk: Any
    path: str
    place: Mapping[str, str] = field(default_factory=dict)
    query: Fields = field(default_factory=Fields)
    form: Fields = field(default_factory=Fields)
    person: Account | None = None
    session: Session | None = None
    people: tuple[Account, ...] = ()

    @property
    def account(self) -> Account:
        assert self.person is not None
        return self.person

    @property
    def decides(self) -> bool:
        return self.person is not None and self.person.role in DECIDING


@dataclass(frozen=True)
class Page:
    template: str
    names: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200

    def refused(self) -> "Page":
        """The same page, for a form that was not accepted."""
        return replace(self, status=422)


@dataclass(frozen=True)
class Elsewhere:
    """Go there, and find the sentence on top of the page."""

    path: str
    notice: str = ""


Answer = Page | Elsewhere


@dataclass(frozen=True)
class Route:
    """``open`` pages need no sign-in; the others are refused to every role that is not named."""

    method: Literal["GET", "POST"]
    path: str
    page: Callable[[Visit], Answer]
    roles: frozenset[Role] = READING
    open: bool = False
