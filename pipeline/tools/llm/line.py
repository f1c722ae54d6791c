"""To a server that may be away for a moment, or for good."""

import time
from collections.abc import Callable
from threading import Lock

from pipeline.errors import ServerUnreachable
from pipeline.tools.llm import Answer, Effort, Form, LanguageModel, TransportError
from pipeline.tools.prompts import Rendered

# In seconds, before the next try: together as long as a service takes to start anew.
PAUSES = (0.5, 2, 8)
# One call in trouble is that call's trouble; five in a row, each tried several times, are a server
# that is gone, and every further call would only turn more statements into failures.
GONE = 5


class Line:
    """Safe for several threads."""

    def __init__(self, model: LanguageModel, pause: Callable[[float], None] = time.sleep) -> None:
        self._model = model
        self._pause = pause
        self._lock = Lock()
        self._silent = 0
        self._trouble = ""
        self.heard = True
        """Whether anything of the step was ever answered, now or in an earlier run."""

    def begin(self) -> None:
        """A step begins that nothing is known of."""
        self._silent, self.heard = 0, False

    def end(self) -> None:
        """Where nothing at all was answered, it is not the questions."""
        if self._silent and not self.heard:
            raise self._gone()

    def complete(self, prompt: Rendered, schema: type[Form], effort: Effort) -> Answer:
        """Raises ``TransportError`` after the last try, ``ServerUnreachable`` where all fail."""
        if self._silent >= GONE:
            raise self._gone()
        for pause in (*PAUSES, None):
            try:
                answer = self._model.complete(prompt, schema, effort)
            except TransportError as error:
                if pause is None:
                    self._fail(str(error))
                    raise
                self._pause(pause)
            else:
                with self._lock:
                    self._silent, self.heard = 0, True
                return answer
        raise AssertionError("unreachable")

    def _fail(self, trouble: str) -> None:
        with self._lock:
            self._silent += 1
            self._trouble = trouble
        if self._silent >= GONE:
            raise self._gone()

    def _gone(self) -> ServerUnreachable:
        return ServerUnreachable(
            f"Mit dem Sprachmodell-Server geht es nicht weiter: {self._trouble}. Starten Sie ihn "
            "neu und rufen Sie danach denselben Befehl noch einmal auf: Was fertig ist, wird nicht "
            "wiederholt."
        )
