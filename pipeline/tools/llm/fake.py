"""A language model for tests: it says what it is told to and remembers what it was asked."""

from collections.abc import Callable, Sequence
from threading import Lock

from pipeline.tools.llm import Answer, Effort, Form
from pipeline.tools.prompts import Rendered

Script = Sequence[str | Answer | Exception] | Callable[[Rendered, Effort], str | Answer | Exception]


class FakeModel:
    """``script`` is a queue of answers or a function of the prompt."""

    identity = "fake 1"
    label = "Attrappe"

    def __init__(self, script: Script, *, num_ctx: int = 8192) -> None:
        self.num_ctx = num_ctx
        self.asked: list[Rendered] = []
        self.efforts: list[Effort] = []
        self._script = script
        self._lock = Lock()

    def complete(self, prompt: Rendered, schema: type[Form], effort: Effort) -> Answer:
        with self._lock:
            place = len(self.asked)
            self.asked.append(prompt)
            self.efforts.append(effort)
        said = self._script(prompt, effort) if callable(self._script) else self._script[place]
        if isinstance(said, Exception):
            raise said
        if isinstance(said, Answer):
            return said
        return Answer(said, finished=True, prompt_tokens=None)
