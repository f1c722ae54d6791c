"""settings -> a language model that answers, or the sentence why there is none."""

import http.client
import ipaddress
import json
import re
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlsplit

from pipeline.config import Llm
from pipeline.errors import ServerUnreachable, SettingsError
from pipeline.tools.llm import LanguageModel

# Whether a server is there at all: on the own machine it says so at once.
PROBE_S = 1.0
# Before, a model that thinks was not held to the schema, and what was read from the cache was not
# counted, so that every prompt but the first looked truncated.
OLDEST_OLLAMA = (0, 31, 2)


def connect(settings: Llm) -> LanguageModel | None:
    """``None`` where the rules are wanted, or "auto" finds no server with the model.

    A few small requests and no heavy import: every start of the program does this.
    """
    if settings.analyst == "rules":
        return None
    check_host(settings)
    check_model(settings)
    if settings.analyst == "openai":
        return _openai(settings)
    try:
        return _ollama(settings)
    except ServerUnreachable:
        if settings.analyst == "auto":
            return None
        raise


def stand_in_label(settings: Llm) -> str:
    """How the rules call themselves: chosen, or for want of a server."""
    if settings.analyst == "rules":
        return "Regelwerk (ohne Sprachmodell)"
    return "Regelwerk (Ersatzverfahren, kein Sprachmodell erreichbar)"


def check_host(settings: Llm) -> None:
    host = urlsplit(settings.host).hostname or ""
    if not (_is_loopback(host) or host in settings.allowed_hosts):
        raise SettingsError(
            f"Der Sprachmodell-Server {host or settings.host} liegt nicht auf diesem Rechner. "
            "Wenn die anonymisierten Aussagen dorthin dürfen, nennen Sie ihn im Profil unter "
            "„llm.allowed_hosts“."
        )


def check_model(settings: Llm) -> None:
    if settings.model.endswith(("-cloud", ":cloud")):
        raise SettingsError(
            f"Das Modell {settings.model} rechnet in der Cloud des Anbieters. Wählen Sie unter "
            "„llm.model“ eines, das auf eigenem Rechner läuft, zum Beispiel qwen3:8b."
        )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _ollama(settings: Llm) -> LanguageModel:
    from pipeline.tools.llm.ollama import OllamaModel

    start = (
        "Starten Sie Ollama mit „ollama serve“ und laden Sie das Modell mit "
        f"„ollama pull {settings.model}“"
    )
    version = str(_get(settings, "/api/version", start).get("version", "unbekannt"))
    if too_old(version):
        oldest = ".".join(map(str, OLDEST_OLLAMA))
        raise ServerUnreachable(
            f"Ollama {version} auf {settings.host} ist zu alt. Aktualisieren Sie es auf "
            f"mindestens {oldest}, oder lassen Sie ohne Sprachmodell auswerten: --llm rules"
        )
    models = _get(settings, "/api/tags", start).get("models") or []
    wanted = {settings.model, f"{settings.model}:latest"}
    found = next((m for m in models if wanted & {m.get("model"), m.get("name")}), None)
    if found is None:
        raise ServerUnreachable(
            f"Ollama läuft auf {settings.host}, kennt aber das Modell {settings.model} nicht. "
            f"Laden Sie es mit „ollama pull {settings.model}“ oder nennen Sie unter „llm.model“ "
            "ein vorhandenes."
        )
    shown = _get(settings, "/api/show", start, {"model": settings.model})
    if found.get("remote_host") or shown.get("remote_host"):
        check_model(settings.model_copy(update={"model": f"{settings.model}-cloud"}))
    return OllamaModel(
        settings.host,
        settings.model,
        digest=str(found.get("digest", "")).removeprefix("sha256:"),
        version=version,
        thinks="thinking" in (shown.get("capabilities") or ()),
        num_ctx=min(settings.num_ctx, _window(shown) or settings.num_ctx),
        timeout_s=settings.timeout_s,
    )


def too_old(version: str) -> bool:
    """A version that is none, or 0.0.0 as built by oneself, is taken to be new."""
    found = re.match(r"(\d+)\.(\d+)\.(\d+)", version)
    numbers = tuple(map(int, found.groups())) if found else (0, 0, 0)
    return (0, 0, 0) < numbers < OLDEST_OLLAMA


def _window(shown: dict[str, Any]) -> int | None:
    """What the model was trained to read at once; a larger window would be cut without a word."""
    facts = shown.get("model_info") or {}
    return next((int(facts[name]) for name in facts if name.endswith(".context_length")), None)


def _openai(settings: Llm) -> LanguageModel:
    from pipeline.tools.llm.openai import OpenAiModel

    start = f"Starten Sie ihn mit dem Modell {settings.model}"
    models = _get(settings, "/v1/models", start).get("data") or []
    found = next((m for m in models if m.get("id") == settings.model), None)
    if found is None:
        known = ", ".join(str(m.get("id")) for m in models) or "keines"
        raise ServerUnreachable(
            f"Der Server {settings.host} bietet das Modell {settings.model} nicht an, sondern: "
            f"{known}. Nennen Sie unter „llm.model“ ein vorhandenes."
        )
    # Only vLLM says how large its window is; the others are trusted to be started with num_ctx.
    num_ctx = min(settings.num_ctx, int(found.get("max_model_len") or settings.num_ctx))
    return OpenAiModel(settings.host, settings.model, num_ctx=num_ctx, timeout_s=settings.timeout_s)


def _get(settings: Llm, path: str, start: str, body: Any = None) -> dict[str, Any]:
    base = settings.host.rstrip("/").removesuffix("/v1")
    content = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{base}{path}", content)
    # No proxy from the environment: the server is asked directly or not at all.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=PROBE_S) as response:
            answer = json.load(response)
    except (OSError, ValueError, http.client.HTTPException):
        answer = None
    if not isinstance(answer, dict):
        raise ServerUnreachable(
            f"Der Sprachmodell-Server {settings.host} antwortet nicht. {start}, oder lassen Sie "
            "ohne Sprachmodell auswerten: --llm rules"
        )
    return answer
