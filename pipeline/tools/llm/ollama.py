"""Ollama on its native chat endpoint, which alone lets a caller set the context window."""

from functools import cached_property
from typing import Any

from pipeline.tools.llm import Answer, Effort, Form, TransportError
from pipeline.tools.prompts import Rendered

# Long enough that the model stays loaded while a person reads the first patterns.
KEEP_ALIVE = "30m"


class OllamaModel:
    def __init__(
        self,
        host: str,
        model: str,
        *,
        digest: str,
        version: str,
        thinks: bool,
        num_ctx: int,
        timeout_s: float,
    ) -> None:
        self.identity = f"ollama {model}@{digest[:12]}"
        self.label = f"Sprachmodell {model} (Ollama {version}, auf eigenem Rechner)"
        self.num_ctx = num_ctx
        self._host = host
        self._model = model
        self._thinks = thinks
        self._timeout_s = timeout_s

    @cached_property
    def _client(self) -> Any:
        import httpx
        from ollama import Client

        return Client(
            self._host,
            timeout=httpx.Timeout(self._timeout_s, connect=5),
            # No connection stays open between calls, so there is nothing to close at the end.
            limits=httpx.Limits(max_keepalive_connections=0),
            # Statements must not take a detour: no proxy from the environment, no other address.
            trust_env=False,
            follow_redirects=False,
            # Reading the certificates takes longer than a call; plain http needs none.
            verify=self._host.startswith("https:"),
        )

    def complete(self, prompt: Rendered, schema: type[Form], effort: Effort) -> Answer:
        import httpx
        from ollama import ResponseError

        try:
            return self._read(self._request(prompt, schema, effort))
        except ResponseError as error:
            # -1 is an error in the middle of the stream, which comes with status 200.
            number = f" {error.status_code}" if error.status_code > 0 else " mitten in der Antwort"
            raise TransportError(f"der Server meldet einen Fehler{number}") from None
        except httpx.TimeoutException:
            raise TransportError("der Server antwortet nicht in der gesetzten Zeit") from None
        except (httpx.HTTPError, ConnectionError):
            raise TransportError("die Verbindung zum Server ist abgebrochen") from None
        except ValueError:
            raise TransportError("der Server antwortet nicht wie ein Ollama-Server") from None

    def _request(self, prompt: Rendered, schema: type[Form], effort: Effort) -> Any:
        from ollama import ChatResponse

        request = {
            "model": self._model,
            "messages": [
                {"role": "system", "content": prompt.system},
                {"role": "user", "content": prompt.user},
            ],
            "format": schema.schema_to_send(),
            # The same window in every call: another one would make the server load the model anew.
            "options": {
                "num_ctx": self.num_ctx,
                "num_predict": effort.num_predict,
                "temperature": effort.temperature,
                "seed": effort.seed,
            },
            "keep_alive": KEEP_ALIVE,
            "stream": True,
            # An overlong prompt is an error instead of one that silently loses its beginning.
            "truncate": False,
            "shift": False,
        }
        if self._thinks:
            request["think"] = False
        # The package has no parameter for truncate and shift, so it is handed the request whole.
        return self._client._request(ChatResponse, "POST", "/api/chat", json=request, stream=True)

    @staticmethod
    def _read(parts: Any) -> Answer:
        """Streamed, so that the time-out means silence and not a long answer."""
        text, last = [], None
        for part in parts:
            text.append(part.message.content or "")
            last = part
        if last is None or not last.done:
            raise TransportError("die Antwort des Servers bricht ab")
        return Answer(
            "".join(text),
            finished=last.done_reason == "stop",
            prompt_tokens=last.prompt_eval_count,
            output_tokens=last.eval_count or 0,
        )
