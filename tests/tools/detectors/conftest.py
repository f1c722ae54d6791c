import socket
from collections.abc import Callable
from typing import NoReturn

import pytest

from pipeline.config import Detect
from pipeline.tools.detectors import Detector
from pipeline.tools.detectors.building import build_detector


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocked at the root: whatever library a detector uses, it comes by here."""

    def refused(*_: object, **__: object) -> NoReturn:
        raise AssertionError("somebody wants to talk to the network")

    monkeypatch.setattr(socket, "socket", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)


@pytest.fixture(scope="session")
def embedded() -> Detector:
    """What a run uses where nothing else is installed."""
    return build_detector(Detect(hanta=False))


@pytest.fixture(scope="session")
def found() -> Callable[[Detector, str], list[tuple[str, str]]]:
    """Kind and surface of what a detector marks in one text."""

    def marks(detector: Detector, text: str) -> list[tuple[str, str]]:
        return [
            (str(mark.kind), text[mark.start : mark.end])
            for mark in sorted(detector.detect([text])[0])
        ]

    return marks
