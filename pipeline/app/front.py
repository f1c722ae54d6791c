"""What every request passes before a page sees it: session, role, origin, token."""

import hmac
import logging
import threading
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.app import refusals
from pipeline.app.accounts import Accounts
from pipeline.app.doors import Doors
from pipeline.app.fields import Fields
from pipeline.app.rendering import build_renderer
from pipeline.app.sessions import Attempts, Session, Sessions
from pipeline.app.visit import Answer, Page, Route, Visit
from pipeline.errors import PipelineError, Refused

log = logging.getLogger(__name__)

COOKIE = "sitzung"

UNSENT = (
    "Sie waren nicht mehr angemeldet. Was Sie eingegeben hatten, steht wieder im Formular. Prüfen "
    "Sie es, und senden Sie es noch einmal."
)


class Front:
    """One visitor at a time at the desk: it is one object, and a page takes milliseconds of it."""

    def __init__(
        self, desk: Any, accounts: Accounts, run: str, secure: bool, clock: Callable[[], float]
    ) -> None:
        self.desk = desk
        self.accounts = accounts
        self.secure = secure
        self.doors = Doors(accounts, Sessions(accounts, clock), Attempts(clock))
        self._render = build_renderer(run)
        self._at_the_desk = threading.Lock()

    async def serve(self, route: Route, request: Any) -> Any:
        token = request.cookies.get(COOKIE, "")
        visit = self._visit(request, self.doors.sessions.find(token))
        if not route.open and visit.session is None:
            if route.method == "POST" and _same_origin(request.headers):
                visit = replace(visit, form=await _posted(request))
            return self.shown(Page("anmelden", self.doors.closed(visit), 401), visit)
        if not route.open and visit.account.role not in route.roles:
            return self.shown(refusals.not_yours(), visit)
        if route.method == "POST":
            if not _same_origin(request.headers):
                return self.shown(refusals.forged(), visit)
            visit = replace(visit, form=await _posted(request))
            if not _holds_token(visit):
                return self.shown(refusals.forged(), visit)
        return await self._worked(route, visit, token)

    async def _worked(self, route: Route, visit: Visit, token: str) -> Any:
        from starlette.concurrency import run_in_threadpool

        step = self.doors.steps.get(route.path) if route.method == "POST" else None
        if step is None:
            return await run_in_threadpool(self._page, route, visit)
        answer, new = await run_in_threadpool(step, visit, token)
        if new != token:
            visit = replace(visit, session=self.doors.sessions.find(new))
        response = self._replied(answer, visit)
        response.set_cookie(
            COOKIE, new, httponly=True, samesite="strict", secure=self.secure, path="/"
        )
        return response

    def _visit(self, request: Any, session: Session | None) -> Visit:
        return Visit(
            desk=self.desk,
            path=request.url.path,
            place=request.path_params,
            query=Fields(request.query_params.multi_items()),
            person=session.account if session else None,
            session=session,
            people=self.accounts.all(),
        )

    def _page(self, route: Route, visit: Visit) -> Any:
        with self._at_the_desk:
            try:
                self.desk.refresh()
                answer = self._opened(route, visit)
            except Refused as error:
                status = 404 if route.method == "GET" else 422
                answer = Page("fehler", {"title": "Das geht nicht", "message": str(error)}, status)
            except PipelineError as error:
                answer = Page("fehler", {"title": "Gerade nicht", "message": str(error)}, 503)
        return self._replied(answer, visit)

    def _opened(self, route: Route, visit: Visit) -> Answer:
        """The page; filled in once more where its form came after the session had ended."""
        session = visit.session
        form = session.take_unsent(visit.path) if session and route.method == "GET" else None
        if form is None:
            return route.page(visit)
        answer = route.page(replace(visit, form=form))
        if isinstance(answer, Page):
            return replace(answer, names={**answer.names, "error": UNSENT})
        return answer

    def _replied(self, answer: Answer, visit: Visit) -> Any:
        from fastapi.responses import RedirectResponse

        if isinstance(answer, Page):
            return self.shown(answer, visit)
        if visit.session:
            visit.session.notice = answer.notice
        return RedirectResponse(answer.path, 303, headers={"Cache-Control": "no-store"})

    def shown(self, page: Page, visit: Visit) -> Any:
        from fastapi.responses import HTMLResponse

        content = self._render(page, visit)
        return HTMLResponse(content, page.status, headers={"Cache-Control": "no-store"})

    def failed(self, error: Exception, visit: Visit) -> Any:
        """Neither the message of the error nor its values: both may quote a statement."""
        frames = traceback.extract_tb(error.__traceback__)
        own = [f for f in frames if "pipeline" in f.filename] or list(frames)
        place = f"{Path(own[-1].filename).name}:{own[-1].lineno}"
        log.error("%s in %s", type(error).__name__, place)
        return self.shown(refusals.broken(type(error).__name__, place), visit)


async def _posted(request: Any) -> Fields:
    # Starlette's own limit of 1,000 fields is less than a large pattern has members.
    async with request.form(max_files=0, max_fields=20_000) as form:
        return Fields([(k, v) for k, v in form.multi_items() if isinstance(v, str)])


def _holds_token(visit: Visit) -> bool:
    given = visit.form.one("csrf").encode()
    return visit.session is None or hmac.compare_digest(given, visit.session.csrf.encode())


def _same_origin(headers: Mapping[str, str]) -> bool:
    """What browsers say of where a form came from; programs that say nothing have the token."""
    site = headers.get("sec-fetch-site", "same-origin")
    origin = headers.get("origin")
    return site in ("same-origin", "none") and (
        origin is None or origin.partition("://")[2] == headers.get("host")
    )
