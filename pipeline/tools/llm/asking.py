"""The ladder: ask, check, ask once more, give up with a reason. Nothing unchecked leaves here."""

import hashlib
import json
import re
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Generic, Literal, TypeVar

from pydantic import ValidationError

from pipeline.config import Detect, Llm
from pipeline.errors import ModelError
from pipeline.tools.detectors.building import build_detector
from pipeline.tools.leak_gate import LeakGate
from pipeline.tools.llm import (
    Answer,
    Effort,
    Form,
    LanguageModel,
    Notify,
    TransportError,
    nobody,
)
from pipeline.tools.llm.checks import not_german, texts_of, thinking, where
from pipeline.tools.llm.journal import Call, Journal
from pipeline.tools.llm.line import PAUSES, Line
from pipeline.tools.llm.progress import Progress
from pipeline.tools.llm.tokens import half_read, tokens_at_most
from pipeline.tools.prompts import Rendered

F = TypeVar("F", bound=Form)
T = TypeVar("T")
R = TypeVar("R")

Gate = Callable[[Sequence[str], str], str]
"""What a model wrote, and the prompt that it was given -> why that may not leave, or nothing."""

_FENCE = re.compile(r"\A\s*```(?:json)?\s*(.*?)\s*```\s*\Z", re.DOTALL)


@dataclass(frozen=True)
class Question(Generic[F]):
    """``check`` sees a valid answer and says in German what is wrong with it, or nothing."""

    task: str
    prompt: Rendered
    form: type[F]
    effort: Effort
    check: Callable[[F], str]
    spoken: Callable[[F], Sequence[str]]
    """The texts that the model wrote itself, without quotes and ids."""


class Proof(Form):
    antwort: Literal["blau", "gelb"]


# Asks for prose on purpose: only the schema can turn the answer into one of two words.
_PROBE = Rendered("", "Beschreibe in drei Sätzen den Himmel am Mittag.", "probe")


@dataclass(frozen=True)
class Refused:
    reason: str
    smaller_may_help: bool = True


class Asker:
    def __init__(
        self,
        model: LanguageModel,
        journal: Journal,
        *,
        parallel: int = 1,
        leak_gate: Gate,
        probe: bool = True,
        pause: Callable[[float], None] = time.sleep,
        notify: Notify = nobody,
    ) -> None:
        self.model = model
        self.journal = journal
        self._parallel = parallel
        self._leak_gate = leak_gate
        self._line = Line(model, pause)
        self.tell = notify
        self._progress = Progress(notify)
        self._probing = Lock()
        self._unproved = probe

    def announce(self, questions: Sequence[Question[F]]) -> None:
        """Says how many calls are ahead and, where like calls were timed before, how long."""
        left = sum(self.journal.answer(self._key(question)) is None for question in questions)
        if left:
            expected_s = self.journal.expect(questions[0].task, left, self._parallel)
            self._progress.begin(left, self._parallel, expected_s)

    def each(self, function: Callable[[T], R], items: Iterable[T]) -> list[R]:
        """Several at a time; the results in the order of the items."""
        self._line.begin()
        with ThreadPoolExecutor(max_workers=self._parallel) as pool:
            running = [pool.submit(function, item) for item in items]
            try:
                results = [future.result() for future in running]
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        self._line.end()
        return results

    def ask(self, question: Question[F]) -> F | Refused:
        key = self._key(question)
        if (known := self.journal.answer(key)) is not None:
            self._line.heard = True
            return question.form.model_validate_json(known)
        with self._probing:
            if self._unproved:
                self._prove()
                self._unproved = False
        reply = self._climb(question, key)
        self._progress.count()
        return reply

    def _prove(self) -> None:
        """One small call before all others: who ignores the schema would fail in every one."""
        question = Question(
            task="probe",
            prompt=_PROBE,
            form=Proof,
            effort=Effort(num_predict=200, seed=0),
            check=lambda answer: "",
            spoken=lambda answer: [],
        )
        key = self._key(question)
        if self.journal.answer(key) is not None:
            return
        reply = self._climb(question, key)
        if isinstance(reply, Refused) and reply.smaller_may_help:
            raise ModelError(
                f"{self.model.label} hält sich nicht an das vorgegebene Antwortschema. "
                "Aktualisieren Sie den Server oder wählen Sie unter „llm.model“ ein anderes Modell."
            )

    def _climb(self, question: Question[F], key: str) -> F | Refused:
        reply = self._try(question, key, question.prompt)
        if isinstance(reply, _Invalid):
            reply = self._try(question, key, _once_more(question.prompt, reply))
        if isinstance(reply, _Invalid):
            return Refused(
                f"Das Sprachmodell gab auch auf Nachfrage keine brauchbare Antwort: {reply.why}"
            )
        return reply

    def fits(self, prompt: Rendered, num_predict: int) -> bool:
        return tokens_at_most(prompt) + num_predict <= self.model.num_ctx

    # one call

    def _try(self, question: Question[F], key: str, prompt: Rendered) -> "F | Refused | _Invalid":
        began = time.perf_counter()
        note = partial(self._note, question, key, began)
        try:
            answer = self._line.complete(prompt, question.form, question.effort)
        except TransportError as error:
            note(None, f"transport: {error}")
            tries = len(PAUSES) + 1
            return Refused(
                f"Das Sprachmodell war auch beim {tries}. Versuch nicht zu erreichen: {error}.",
                smaller_may_help=False,
            )
        if not answer.finished:
            note(answer, "cut off")
            return Refused("Die Antwort des Sprachmodells wurde abgeschnitten.")
        if half_read(prompt, answer):
            note(answer, "prompt truncated")
            return Refused("Der Server hat nur einen Teil der Anfrage gelesen.")
        checked = self._checked(question, answer.text)
        if isinstance(checked, _Invalid):
            # The answer itself may hold what it must not: it is never written down.
            note(answer, f"{'leak' if checked.leaks else 'invalid'}: {checked.why}")
        else:
            note(answer, "ok", checked.model_dump_json())
        return checked

    def _checked(self, question: Question[F], text: str) -> "F | _Invalid":
        """The one place through which every answer goes."""
        fenced = _FENCE.match(text)
        try:
            answer = question.form.model_validate_json(fenced.group(1) if fenced else text)
        except ValidationError as error:
            return _Invalid(where(error))
        everything = list(texts_of(answer.model_dump()))
        spoken = question.spoken(answer)
        problem = thinking(everything) or question.check(answer) or not_german(spoken)
        if problem:
            return _Invalid(problem)
        leak = self._leak_gate(spoken, question.prompt.user)
        return _Invalid(leak, leaks=True) if leak else answer

    # the journal

    def _options(self, question: Question[F]) -> str:
        options = asdict(question.effort) | {
            "num_ctx": self.model.num_ctx,
            "schema": question.form.schema_digest(),
        }
        return json.dumps(options, sort_keys=True)

    def _key(self, question: Question[F]) -> str:
        prompt = question.prompt
        made_of = (self.model.identity, prompt.source, self._options(question), prompt.user)
        return hashlib.sha256("\0".join(made_of).encode()).hexdigest()

    def _note(
        self,
        question: Question[F],
        key: str,
        began: float,
        answer: Answer | None,
        outcome: str,
        text: str | None = None,
    ) -> None:
        call = Call(
            key=key,
            task=question.task,
            model=self.model.identity,
            prompt=question.prompt.source,
            options=self._options(question),
            outcome=outcome,
            answer=text,
            prompt_tokens=answer.prompt_tokens if answer else None,
            output_tokens=answer.output_tokens if answer else 0,
            seconds=time.perf_counter() - began,
        )
        self.journal.add(call)


def build_asker(
    model: LanguageModel,
    settings: Llm,
    journal: Path | None,
    notify: Notify = nobody,
    leak_gate: LeakGate | None = None,
) -> Asker:
    """Quotes were compared with the statements by their offsets before the gate looks."""
    gate = leak_gate or LeakGate(build_detector(Detect()))
    return Asker(
        model,
        Journal(journal),
        parallel=settings.parallel,
        leak_gate=lambda spoken, given: gate.objection(spoken, sources=[given]),
        notify=notify,
    )


@dataclass(frozen=True)
class _Invalid:
    why: str
    leaks: bool = False


def _once_more(prompt: Rendered, invalid: _Invalid) -> Rendered:
    plea = (
        f"{prompt.user}\n\nDein voriger Versuch war ungültig: {invalid.why} "
        "Antworte noch einmal, vollständig und nur mit JSON nach dem Schema."
    )
    return Rendered(prompt.system, plea, prompt.source)
