"""What a model says of its own must hold no personal data, whether it was shown any or not."""

from collections.abc import Callable, Sequence
from threading import Lock

from pipeline.tools.detectors import Detector

# Of 6,482 neutral sentences without personal data, 2 are held back at this score, and 131 if every
# guess counts. Names in sentences of the same kind score 0.95 and more.
SURE = 0.8

LeakGate = Callable[[Sequence[str]], str]


def leak_gate(detector: Detector) -> LeakGate:
    """Says in German what is wrong with texts, or nothing."""
    # Answers are checked in several threads, and a detector need not bear that.
    lock = Lock()

    def gate(texts: Sequence[str]) -> str:
        with lock:
            leaks = any(mark.score >= SURE for text in texts for mark in detector.detect([text])[0])
        return "Die Antwort enthält einen Namen oder andere Angaben zu Personen." if leaks else ""

    return gate
