import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.review.log import Log

FOUND = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
SERVER = shutil.which("pg_ctl") or (str(FOUND[-1]) if FOUND else None)


def as_nobody(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root."""
    if os.getuid():
        return command
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A server of its own on a free port; the address of its database."""
    if SERVER is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with tempfile.TemporaryDirectory() as place:
        if not os.getuid():
            shutil.chown(place, "postgres", "postgres")
        tools = Path(SERVER).resolve().parent
        data, log = f"{place}/data", f"{place}/log"

        def call(program: str, *options: str) -> None:
            command = as_nobody([str(tools / program), "-D", data, *options])
            subprocess.run(command, check=True, capture_output=True, cwd="/")

        def start() -> int:
            port = free_port()
            options = f"-p {port} -c listen_addresses=127.0.0.1 -k '' -c fsync=off"
            call("pg_ctl", "-o", options, "-l", log, "-w", "-t", "300", "start")
            return port

        call("initdb", "-U", "review", "-A", "trust", "--no-sync")
        try:
            port = start()
        except subprocess.CalledProcessError:
            # Somebody else took the port that was free a moment ago.
            port = start()
        try:
            yield f"postgresql://review@127.0.0.1:{port}/postgres"
        finally:
            call("pg_ctl", "-m", "immediate", "-w", "stop")


@pytest.fixture(params=["sqlite", "postgresql"])
def new_log(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Log]:
    """Opens the same empty log again and again, as many clients would."""
    run = uuid.uuid4().hex
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/decisions.sqlite"
    else:
        url = request.getfixturevalue("postgres")
    return lambda: Log(url, run, where="the log")
