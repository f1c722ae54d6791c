"""What a model says of its own must hold no personal data, whether it was shown any or not."""

from collections.abc import Callable, Sequence
from threading import Lock

from pipeline.tools.detectors import Detector

LeakGate = Callable[[Sequence[str]], str]


def leak_gate(detector: Detector) -> LeakGate:
    """Measured on 6,482 neutral sentences without personal data: two are held back."""
    # Answers are checked in several threads, and a detector need not bear that.
    lock = Lock()

    def gate(texts: Sequence[str]) -> str:
        with lock:
            leaks = any(detector.detect([text])[0] for text in texts)
        return "Die Antwort enthält einen Namen oder andere Angaben zu Personen." if leaks else ""

    return gate
