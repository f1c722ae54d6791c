"""A language model restates each complaint as one neutral sentence, with the place it stands at."""

import json
from collections.abc import Sequence
from functools import partial
from typing import Annotated

from pydantic import Field

from pipeline.doubts import instructs
from pipeline.records import AnonymisedStatement
from pipeline.tools.extractors import Extracted
from pipeline.tools.llm import Effort, Form
from pipeline.tools.llm.asking import Asker, Question
from pipeline.tools.llm.quotes import locate
from pipeline.tools.prompts import Prompt, Rendered

# Frame and id of an entry, one sentence, and the quote, which is at most the statement itself.
_TOKENS_PER_STATEMENT = 110
_LETTERS_PER_TOKEN = 2.5

Batch = tuple[AnonymisedStatement, ...]
Found = tuple[Extracted, ...] | str


class Complaint(Form):
    zitat: Annotated[str, Field(min_length=1, max_length=4000)]
    problem: Annotated[str, Field(min_length=5, max_length=300)]


class Complaints(Form):
    id: str
    schmerzpunkte: Annotated[tuple[Complaint, ...], Field(max_length=4)]


class Extraction(Form):
    aussagen: tuple[Complaints, ...]


class LlmExtractor:
    def __init__(
        self, asker: Asker, prompt: Prompt, *, batch: int, num_predict: int, seed: int
    ) -> None:
        self._asker = asker
        self._prompt = prompt
        self._batch = batch
        self._num_predict = num_predict
        self._seed = seed
        self.label = asker.model.label
        self.limits = ""
        self.identity = (
            f"llm-1 {asker.model.identity} {prompt.digest} {asker.model.num_ctx} "
            f"{batch} {num_predict} {seed}"
        )

    def extract(self, statements: Sequence[AnonymisedStatement]) -> list[Found]:
        # In the order of their ids, so that the same statements meet in a batch whatever the rows.
        ordered = sorted(statements, key=lambda s: s.statement_id)
        self._point_out(ordered)
        batches = self.batches(ordered)
        self._asker.announce([self._question(batch) for batch in batches])
        answers: dict[str, Found] = {}
        for found in self._asker.each(self._ask, batches):
            answers |= found
        return [answers[statement.statement_id] for statement in statements]

    def _point_out(self, statements: Sequence[AnonymisedStatement]) -> None:
        """Statements that give orders are analysed like all others, but somebody should know."""
        suspects = [s.statement_id for s in statements if instructs(s.text)]
        if suspects:
            self._asker.tell(
                f"{len(suspects)} Aussagen lesen sich wie Anweisungen an das Sprachmodell und "
                f"werden wie alle anderen ausgewertet. Bitte ansehen: {', '.join(suspects[:5])}."
            )

    def batches(self, statements: Sequence[AnonymisedStatement]) -> list[Batch]:
        """As many at once as are allowed and fit into the context with their answer."""
        made: list[Batch] = []
        current: Batch = ()
        for statement in statements:
            longer = (*current, statement)
            if current and (len(longer) > self._batch or not self._fits(longer)):
                made.append(current)
                longer = (statement,)
            current = longer
        return [*made, current] if current else made

    def _fits(self, batch: Batch) -> bool:
        return self._need(batch) <= self._num_predict and self._asker.fits(
            self.render(batch), self._need(batch)
        )

    def _need(self, batch: Batch) -> int:
        letters = sum(len(statement.text) for statement in batch)
        return int(letters / _LETTERS_PER_TOKEN) + _TOKENS_PER_STATEMENT * len(batch)

    def render(self, batch: Batch) -> Rendered:
        said = [{"id": f"A{n}", "text": s.text} for n, s in enumerate(batch, 1)]
        return self._prompt.render(statements=fenced(said))

    def _question(self, batch: Batch) -> Question[Extraction]:
        return Question(
            task="extract",
            prompt=self.render(batch),
            form=Extraction,
            effort=Effort(num_predict=self._need(batch), seed=self._seed),
            check=partial(_problem, batch),
            spoken=lambda answer: [c.problem for a in answer.aussagen for c in a.schmerzpunkte],
        )

    def _ask(self, batch: Batch) -> dict[str, Found]:
        """Halves a batch that fails, down to the single statement."""
        if not self._fits(batch) and len(batch) == 1:
            return {batch[0].statement_id: "Die Aussage ist für das Sprachmodell zu lang."}
        answer = self._asker.ask(self._question(batch))
        if isinstance(answer, Extraction):
            return _found(batch, answer)
        if len(batch) == 1 or not answer.smaller_may_help:
            return {statement.statement_id: answer.reason for statement in batch}
        middle = len(batch) // 2
        return self._ask(batch[:middle]) | self._ask(batch[middle:])


def fenced(data: object) -> str:
    """JSON in which nothing can close the fence around it."""
    return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")


def _problem(batch: Batch, answer: Extraction) -> str:
    sent = {f"A{n}": statement.text for n, statement in enumerate(batch, 1)}
    given = [entry.id for entry in answer.aussagen]
    if sorted(given) != sorted(sent):
        return "Jede id aus der Eingabe muss genau einmal vorkommen und keine andere."
    for entry in answer.aussagen:
        if any(locate(c.zitat, sent[entry.id]) is None for c in entry.schmerzpunkte):
            return f"Ein Zitat zu {entry.id} steht nicht wörtlich in der Aussage."
    return ""


def _found(batch: Batch, answer: Extraction) -> dict[str, Found]:
    by_id = {entry.id: entry for entry in answer.aussagen}
    found: dict[str, Found] = {}
    for number, statement in enumerate(batch, 1):
        complaints = []
        for complaint in by_id[f"A{number}"].schmerzpunkte:
            if place := locate(complaint.zitat, statement.text):
                complaints.append(Extracted(*place, complaint.problem))
        found[statement.statement_id] = tuple(complaints)
    return found
