"""A language model on one's own hardware: it gets a prompt and a schema and sends back text."""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict

from pipeline.tools.prompts import Rendered


class Notify(Protocol):
    """Takes a German sentence for the person who waits; the next replaces a ``passing`` one."""

    def __call__(self, words: str, *, passing: bool = False) -> None: ...


def nobody(words: str, *, passing: bool = False) -> None:
    """Where nobody waits."""


class Form(BaseModel):
    """What an answer must look like; strict, nothing more and nothing less."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    @classmethod
    @cache
    def schema_to_send(cls) -> dict[str, Any]:
        """Without prose, and without lengths, which servers unroll into huge grammars."""
        # Once for all calls: making it takes 5 ms, more than all else that a call needs.
        schema: dict[str, Any] = _bare(cls.model_json_schema())
        return schema

    @classmethod
    @cache
    def schema_digest(cls) -> str:
        schema = json.dumps(cls.schema_to_send(), sort_keys=True)
        return hashlib.sha256(schema.encode()).hexdigest()[:12]


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        dropped = {"maxLength", "minLength", "pattern"} | (
            # Elsewhere "title" and "description" may be fields of ours.
            {"title", "description"} if "type" in value or "$ref" in value else set()
        )
        return {k: _bare(v) for k, v in value.items() if k not in dropped}
    return [_bare(item) for item in value] if isinstance(value, list) else value


@dataclass(frozen=True)
class Effort:
    """What a call may cost and how it is drawn."""

    num_predict: int
    seed: int
    temperature: float = 0.0


@dataclass(frozen=True)
class Answer:
    text: str
    finished: bool
    """False where the answer was cut off: by ``num_predict``, or because the context was full."""
    prompt_tokens: int | None
    """What the server read of the prompt; ``None`` where it does not say."""
    output_tokens: int = 0


class TransportError(Exception):
    """The server could not be reached, broke off or reported a fault; a later try may work.

    The message is a German half-sentence without any text of a statement.
    """


class LanguageModel(Protocol):
    identity: str
    """Model and the digest of its weights: equal identities answer alike."""
    label: str
    num_ctx: int

    def complete(self, prompt: Rendered, schema: type[Form], effort: Effort) -> Answer:
        """Raises ``TransportError``; safe to call from several threads."""
        ...
