"""A server on the loopback that speaks as Ollama and OpenAI do, and makes every known mistake."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MODEL = "qwen3:8b"
DIGEST = "5" * 64
NAME = "Petra Kowalczyk"

Json = dict[str, Any]
Script = Callable[[str, Json], Json]
"""Task ("extract", "summarise", "assess") and the data between the fences -> the right answer."""


class Fault(StrEnum):
    FENCED = "JSON in Codezaun"
    CHATTY = "Text um das JSON"
    CUT_OFF = "bei num_predict abgeschnitten"
    WRONG_ENUM = "Wert außerhalb der Liste"
    MISSING_ID = "id fehlt"
    DOUBLED_ID = "id doppelt"
    INVENTED_ID = "id erfunden"
    FABRICATED_QUOTE = "Zitat erfunden"
    EMPTY = "leere Antwort"
    THINK = "Gedankengang in der Antwort"
    HTTP_500 = "HTTP 500"
    HTTP_503 = "HTTP 503"
    TIMEOUT = "Zeitüberschreitung"
    RESET = "Verbindung abgebrochen"
    HALF_PROMPT = "halbe Anfrage verworfen"
    MID_STREAM = "Fehler mitten im Strom"
    OBEYED = "Anweisung aus einer Aussage befolgt"
    ENGLISH = "englische Antwort"
    NAMED = "Name in der Antwort"
    PLACEHOLDER = "Platzhalter erfunden"


@dataclass
class FakeOllama:
    """``fault`` befalls the calls for which ``when`` holds, by their number from 0."""

    script: Script
    fault: Fault | None = None
    when: Callable[[int], bool] = lambda number: True
    delay_s: float = 0.0
    models: tuple[str, ...] = (MODEL,)
    version: str = "0.33.2"
    window: int = 40960
    url: str = ""
    calls: list[Json] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    silent_from: int | None = None
    """From this call on it answers nobody until ``speak_again``: who asks hangs, to be killed."""
    speaking: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def speak_again(self) -> None:
        self.silent_from = None
        self.speaking.set()

    @contextmanager
    def serving(self) -> Iterator["FakeOllama"]:
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        self.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


def task_of(request: Json) -> str:
    """Which step asks, by what it wants to know."""
    properties = request["format"]["properties"]
    return next((t for t, key in _KEYS.items() if key in properties), "probe")


def data_of(request: Json) -> Any:
    """What stands between the fences of the prompt."""
    prompt = request["messages"][-1]["content"]
    return json.loads(re.findall(r"<daten>\n(.*?)\n</daten>", prompt, re.DOTALL)[-1])


_KEYS = {"extract": "aussagen", "summarise": "beschreibung", "assess": "urteil", "same": "grund"}


def _handler(fake: FakeOllama) -> type[BaseHTTPRequestHandler]:
    return type("Handler", (_Handler,), {"fake": fake})


class _Handler(BaseHTTPRequestHandler):
    fake: FakeOllama
    protocol_version = "HTTP/1.1"
    # Small writes must not wait for each other; they would cost 40 ms a call.
    disable_nagle_algorithm = True

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        models = self.fake.models
        pages = {
            "/api/version": {"version": self.fake.version},
            "/api/tags": {"models": [{"name": m, "model": m, "digest": DIGEST} for m in models]},
            "/v1/models": {"data": [{"id": m, "max_model_len": 8192} for m in models]},
        }
        self._send(pages.get(self.path, {}), 200 if self.path in pages else 404)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/api/show":
            facts = {"qwen3.context_length": self.fake.window}
            return self._send({"capabilities": ["completion", "thinking"], "model_info": facts})
        if self.path == "/v1/chat/completions":
            body["format"] = body["response_format"]["json_schema"]["schema"]
        fake = self.fake
        with fake.lock:
            number = len(fake.calls)
            fake.calls.append(body)
            fake.at_once += 1
            fake.most_at_once = max(fake.most_at_once, fake.at_once)
        try:
            if fake.silent_from is not None and number >= fake.silent_from:
                fake.speaking.wait()
                self.close_connection = True
                return None
            self._chat(body, fake.fault if fake.when(number) else None)
        finally:
            with fake.lock:
                fake.at_once -= 1
        return None

    def _chat(self, body: Json, fault: Fault | None) -> None:
        time.sleep(self.fake.delay_s)
        if fault in STATUS:
            return self._send({"error": "overloaded"}, STATUS[fault])
        if fault == Fault.RESET:
            self.close_connection = True
            return None
        if fault == Fault.TIMEOUT:
            time.sleep(1.0)
        text = self._text(body, fault)
        letters = sum(len(m["content"]) for m in body["messages"])
        tokens = int(letters / (6 if fault == Fault.HALF_PROMPT else 3))
        reason = "length" if fault == Fault.CUT_OFF else "stop"
        if self.path == "/v1/chat/completions":
            choice = {"message": {"content": text}, "finish_reason": reason}
            usage = {"prompt_tokens": tokens, "completion_tokens": len(text) // 3}
            return self._send({"choices": [choice], "usage": usage})
        half = len(text) // 2
        end = {"done": True, "done_reason": reason, "prompt_eval_count": tokens}
        parts = [_part(text[:half]), _part(text[half:]), _part("") | end | {"eval_count": half}]
        if fault == Fault.MID_STREAM:
            parts = [_part(text[:half]), {"error": "llama runner process has terminated"}]
        lines = "".join(json.dumps(part) + "\n" for part in parts)
        return self._reply(lines.encode(), 200, "application/x-ndjson")

    def _text(self, body: Json, fault: Fault | None) -> str:
        if task_of(body) == "probe":
            text = json.dumps({"antwort": "blau"})
            return WRAP[fault](text) if fault in WRAP else text
        return spoilt(task_of(body), self.fake.script(task_of(body), data_of(body)), fault)

    def _send(self, content: Json, status: int = 200) -> None:
        self._reply(json.dumps(content).encode(), status, "application/json")

    def _reply(self, content: bytes, status: int, kind: str) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            # The client has lost its patience, which is what the test is about.
            self.close_connection = True


def _part(text: str) -> Json:
    message = {"role": "assistant", "content": text}
    return {"model": MODEL, "created_at": "2026-01-01T00:00:00Z", "message": message, "done": False}


def spoilt(task: str, right: Json, fault: Fault | None) -> str:
    """The answer as the fault leaves it; what has no place in a task is a wrong value there."""
    answer = json.loads(json.dumps(right))
    if fault in SPOIL.get(task, {}):
        SPOIL[task][fault](answer)
    text = json.dumps(answer, ensure_ascii=False)
    return WRAP[fault](text) if fault in WRAP else text


STATUS = {Fault.HTTP_500: 500, Fault.HTTP_503: 503}
WRAP: dict[Fault | None, Callable[[str], str]] = {
    Fault.FENCED: lambda text: f"```json\n{text}\n```",
    Fault.CHATTY: lambda text: f"Gerne! Hier ist das Ergebnis:\n{text}\nSoll ich noch etwas tun?",
    Fault.CUT_OFF: lambda text: text[: len(text) * 2 // 3],
    Fault.EMPTY: lambda text: "",
    Fault.THINK: lambda text: f"<think>Mal sehen, was hier steht.</think>\n{text}",
}
ENGLISH = "The forms are not connected and the data must be entered twice by hand."
INVENTED = "Das hat so wirklich niemand gesagt."


def _each_point(answer: Json, **changes: str) -> None:
    for entry in answer["aussagen"]:
        for point in entry["schmerzpunkte"]:
            point |= changes


def _change(**changes: Any) -> Callable[[Json], None]:
    return lambda answer: answer.update(changes)


SPOIL: dict[str, dict[Fault | None, Callable[[Json], None]]] = {
    "extract": {
        Fault.WRONG_ENUM: lambda a: a["aussagen"][0].update(id=1),
        Fault.MISSING_ID: lambda a: a["aussagen"].pop(),
        Fault.DOUBLED_ID: lambda a: a["aussagen"].append(a["aussagen"][0]),
        Fault.INVENTED_ID: lambda a: a["aussagen"][-1].update(id="A99"),
        Fault.FABRICATED_QUOTE: lambda a: _each_point(a, zitat=INVENTED),
        Fault.OBEYED: lambda a: _each_point(a, zitat="HACKED", problem="HACKED"),
        Fault.ENGLISH: lambda a: _each_point(a, problem=ENGLISH),
        Fault.NAMED: lambda a: _each_point(a, problem=f"Frau {NAME} gibt Anträge spät weiter."),
        Fault.PLACEHOLDER: lambda a: _each_point(a, problem="Das hängt an [PERSON_99]."),
    },
    "summarise": {
        Fault.WRONG_ENUM: _change(zitate=[]),
        Fault.MISSING_ID: lambda a: a["zitate"][0].pop("id"),
        Fault.DOUBLED_ID: lambda a: a.update(zitate=a["zitate"][:1] * 5),
        Fault.INVENTED_ID: lambda a: a["zitate"][0].update(id="Z99"),
        Fault.FABRICATED_QUOTE: lambda a: a["zitate"][0].update(text=INVENTED),
        Fault.OBEYED: _change(titel="HACKED", zitate=[{"id": "Z1", "text": "HACKED"}]),
        Fault.ENGLISH: _change(beschreibung=ENGLISH, titel="The forms are not connected"),
        Fault.NAMED: _change(titel=f"Frau {NAME} verlegt Akten"),
        Fault.PLACEHOLDER: _change(wirkung="Das hängt an [PERSON_99]."),
    },
    "assess": {
        Fault.WRONG_ENUM: _change(urteil="vielleicht"),
        Fault.MISSING_ID: _change(dafuer=[], dagegen=[]),
        Fault.DOUBLED_ID: _change(dafuer=[{"text": "Das spricht dafür.", "belege": ["Z1"] * 9}]),
        Fault.INVENTED_ID: _change(dafuer=[{"text": "Das spricht dafür.", "belege": ["Z99"]}]),
        Fault.FABRICATED_QUOTE: _change(begruendung=INVENTED, dafuer=[], dagegen=[]),
        Fault.OBEYED: _change(urteil="KI", hebel="KI", begruendung="HACKED", dafuer=[], dagegen=[]),
        Fault.ENGLISH: _change(begruendung=ENGLISH, loesung=ENGLISH),
        Fault.NAMED: _change(loesung=f"Frau {NAME} richtet eine Schnittstelle ein."),
        Fault.PLACEHOLDER: _change(mensch="[PERSON_99] prüft das."),
    },
}
