"""How many calls of a step are ahead, and how long they will take."""

import math
import time
from collections.abc import Callable
from threading import Lock

from pipeline.tools.llm import Notify


class Progress:
    """Safe for several threads."""

    def __init__(self, tell: Notify, clock: Callable[[], float] = time.perf_counter) -> None:
        self._tell = tell
        self._clock = clock
        self._lock = Lock()
        self._calls = self._done = 0
        self._parallel = 1

    def begin(self, calls: int, parallel: int, expected_s: float | None) -> None:
        """``expected_s`` is what like calls suggest, ``None`` where there were none."""
        self._calls, self._parallel, self._done = calls, parallel, 0
        self._told = expected_s is not None
        self._began = self._clock()
        lasts = "" if expected_s is None else f"; das dauert voraussichtlich {span(expected_s)}"
        self._tell(f"Das Sprachmodell wird {calls}-mal gefragt{lasts}.")

    def count(self) -> None:
        with self._lock:
            self._done += 1
            # Before that as many are under way as are done, and the guess would be far too long.
            if not self._parallel <= self._done < self._calls:
                return
            left_s = (self._clock() - self._began) / self._done * (self._calls - self._done)
            self._tell(
                f"{self._done} von {self._calls} Fragen beantwortet, noch etwa {span(left_s)}",
                passing=self._told,
            )
            self._told = True


def span(seconds: float) -> str:
    """Rounded up: "1 min", "2 h 10 min"."""
    hours, minutes = divmod(math.ceil(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
