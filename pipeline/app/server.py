"""The review pages over HTTP: addresses, files, headers."""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from pipeline.app import refusals
from pipeline.app.accounts import Accounts
from pipeline.app.front import Front
from pipeline.app.pages import ROUTES
from pipeline.app.visit import Route, Visit

LARGEST = 2_000_000
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")

# No scripts at all: what somebody smuggles into a page cannot run. KERN draws its icons and the
# ticks of its boxes from data URLs within its own stylesheet.
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; script-src 'none'; object-src 'none'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
ONLY_HTTPS = {"Strict-Transport-Security": "max-age=31536000"}


def build_app(
    desk: Any,
    accounts: Accounts,
    *,
    run: str = "",
    hosts: Sequence[str] = LOOPBACK,
    secure: bool = False,
    clock: Callable[[], float] = time.monotonic,
) -> Any:
    """An ASGI application. ``hosts`` are the names under which it may be asked for, without port;
    ``secure`` says that browsers reach it by https."""
    from fastapi import FastAPI, Request
    from fastapi.responses import FileResponse, HTMLResponse, Response
    from starlette.exceptions import HTTPException

    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    front = Front(desk, accounts, run, secure, clock)

    def endpoint(route: Route) -> Callable[[Request], Any]:
        async def serve(request: Request) -> Response:
            return cast(Response, await front.serve(route, request))

        return serve

    for route in ROUTES:
        app.add_api_route(
            route.path, endpoint(route), methods=[route.method], response_class=HTMLResponse
        )

    # Only what lies there at the start can be asked for, whatever a path says.
    static = Path(__file__).with_name("static")
    files = {f.relative_to(static).as_posix(): f for f in static.rglob("*") if f.is_file()}

    async def file(name: str) -> Response:
        if name not in files:
            raise HTTPException(404)
        return FileResponse(files[name], headers={"Cache-Control": "max-age=86400"})

    app.add_api_route("/static/{name:path}", file, methods=["GET"])

    async def unknown(request: Request, error: Exception) -> Response:
        status = getattr(error, "status_code", 500)
        page = refusals.missing() if status in (404, 405) else refusals.unreadable(status)
        return cast(Response, front.shown(page, Visit(desk, request.url.path)))

    app.add_exception_handler(HTTPException, unknown)

    app.middleware("http")(_guard(front, hosts, secure))
    return app


def _guard(front: Front, hosts: Sequence[str], secure: bool) -> Any:
    """Around everything: whom the request was meant for, how large it is, what may go wrong."""
    headers = {**HEADERS, **(ONLY_HTTPS if secure else {})}

    async def guard(request: Any, call_next: Callable[[Any], Any]) -> Any:
        nobody = Visit(front.desk, request.url.path)
        if _host(request.headers.get("host", "")) not in hosts:
            response = front.shown(refusals.wrong_host(), nobody)
        elif _size(request.headers) > LARGEST:
            response = front.shown(refusals.unreadable(413), nobody)
        else:
            try:
                response = await call_next(request)
            except Exception as error:
                response = front.failed(error, nobody)
        response.headers.update(headers)
        return response

    return guard


def _size(headers: Mapping[str, str]) -> int:
    """What the client says it sends; without a length (chunked) it counts as too much."""
    said = headers.get("content-length", "0")
    chunked = "transfer-encoding" in headers
    return int(said) if said.isdecimal() and not chunked else LARGEST + 1


def _host(header: str) -> str:
    """Without the port; an IPv6 address keeps its brackets."""
    name, colon, port = header.rpartition(":")
    return (name if colon and port.isdecimal() else header).lower()
