"""From a run folder to pages that a browser can open: who may listen where, and for whom."""

import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import verbs
from pipeline.app.accounts import Accounts, accounts_file
from pipeline.app.server import LOOPBACK, build_app
from pipeline.errors import UsageError, reason
from pipeline.store import Store

PORT = 8750


@dataclass(frozen=True)
class Listening:
    """Where the pages are offered; TLS needs both files, ``hosts`` are further names for it."""

    address: str = "127.0.0.1"
    port: int = PORT
    hosts: Sequence[str] = ()
    certificate: Path | None = None
    key: Path | None = None
    behind_proxy: bool = False

    @property
    def encrypted(self) -> bool:
        return self.certificate is not None and self.key is not None

    @property
    def url(self) -> str:
        name = self.hosts[0] if self.hosts else self.address
        name = f"[{name}]" if ":" in name else name
        return f"{'https' if self.encrypted else 'http'}://{name}:{self.port}/"

    def check(self) -> None:
        """Passwords and statements never cross a network in the clear."""
        if (self.certificate is None) != (self.key is None):
            raise UsageError(
                "Für eine verschlüsselte Verbindung braucht es beides: --tls-cert und --tls-key."
            )
        missing = [f for f in (self.certificate, self.key) if f and not f.is_file()]
        if missing:
            raise UsageError(f"Die Datei {missing[0]} gibt es nicht. Prüfen Sie den Pfad.")
        if self.behind_proxy and not self.hosts:
            raise UsageError(
                "Nennen Sie mit --host den Namen, unter dem der Proxy die Seiten anbietet."
            )
        if not (_loopback(self.address) or self.encrypted or self.behind_proxy):
            raise UsageError(
                f"Unter {self.address} wären die Seiten im Netz ohne Verschlüsselung zu lesen. "
                "Geben Sie --tls-cert und --tls-key an, oder --behind-proxy, wenn ein Proxy davor "
                "verschlüsselt."
            )


def serve(
    run: Path,
    listening: Listening,
    accounts: Path | None = None,
) -> Any:
    """A server that is ready to ``run()``; refuses before it listens, not after."""
    import uvicorn

    listening.check()
    known = Accounts(accounts or accounts_file(run))
    if not known.all():
        raise UsageError(
            "Noch kann sich niemand anmelden. Legen Sie ein Konto an: "
            f"schmerzpunkt account NAME --role Freigabe --run {run}"
        )
    _check_port(listening)
    app = build_app(
        verbs.open_desk(Store(run)),
        known,
        run=str(run),
        hosts=[*LOOPBACK, listening.address, *(host.lower() for host in listening.hosts)],
        secure=listening.encrypted or listening.behind_proxy,
    )
    # No access log: who looked at which statement when is nobody's business.
    config = uvicorn.Config(
        app,
        host=listening.address,
        port=listening.port,
        ssl_certfile=listening.certificate,
        ssl_keyfile=listening.key,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
    )
    return uvicorn.Server(config)


def _check_port(listening: Listening) -> None:
    family = socket.AF_INET6 if ":" in listening.address else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((listening.address, listening.port))
    except OSError as error:
        raise UsageError(
            f"Auf {listening.address} lässt sich Port {listening.port} nicht öffnen "
            f"({reason(error)}). Läuft schon eine Prüfung? Wählen Sie sonst mit --port einen "
            "anderen."
        ) from None


def _loopback(address: str) -> bool:
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
