"""Any local server that speaks the OpenAI protocol: llama.cpp, vLLM, LM Studio."""

from functools import cached_property
from typing import Any

from pipeline.tools.llm import Answer, Effort, Form, TransportError
from pipeline.tools.prompts import Rendered


class OpenAiModel:
    """Its context window is set when the server starts; ``num_ctx`` only tells how large it is."""

    def __init__(self, host: str, model: str, *, num_ctx: int, timeout_s: float) -> None:
        self.identity = f"openai {model}"
        self.label = f"Sprachmodell {model} (OpenAI-kompatibler Server, auf eigenem Rechner)"
        self.num_ctx = num_ctx
        self._host = host.rstrip("/").removesuffix("/v1")
        self._model = model
        self._timeout_s = timeout_s

    @cached_property
    def _client(self) -> Any:
        import httpx

        return httpx.Client(
            base_url=self._host,
            timeout=httpx.Timeout(self._timeout_s, connect=5),
            # As with Ollama: nothing stays open, nothing takes a detour.
            limits=httpx.Limits(max_keepalive_connections=0),
            trust_env=False,
            verify=self._host.startswith("https:"),
        )

    def complete(self, prompt: Rendered, schema: type[Form], effort: Effort) -> Answer:
        import httpx

        request = {
            "model": self._model,
            "messages": [
                {"role": "system", "content": prompt.system},
                {"role": "user", "content": prompt.user},
            ],
            "response_format": {
                "type": "json_schema",
                "json_schema": {
                    "name": schema.__name__,
                    "strict": True,
                    "schema": schema.schema_to_send(),
                },
            },
            "max_tokens": effort.num_predict,
            "temperature": effort.temperature,
            "seed": effort.seed,
        }
        try:
            response = self._client.post("/v1/chat/completions", json=request)
            response.raise_for_status()
            return _answer(response.json())
        except httpx.HTTPStatusError as error:
            number = error.response.status_code
            raise TransportError(f"der Server meldet einen Fehler {number}") from None
        except httpx.TimeoutException:
            raise TransportError("der Server antwortet nicht in der gesetzten Zeit") from None
        except httpx.HTTPError:
            raise TransportError("die Verbindung zum Server ist abgebrochen") from None
        except (ValueError, LookupError, TypeError, AttributeError):
            raise TransportError("der Server antwortet nicht wie vereinbart") from None


def _answer(content: dict[str, Any]) -> Answer:
    choice = content["choices"][0]
    usage = content.get("usage") or {}
    return Answer(
        choice["message"]["content"] or "",
        finished=choice.get("finish_reason") == "stop",
        prompt_tokens=usage.get("prompt_tokens"),
        output_tokens=usage.get("completion_tokens") or 0,
    )
