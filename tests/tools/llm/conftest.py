from collections.abc import Callable

import pytest

OUTCOMES = pytest.StashKey[list[str]]()


@pytest.fixture
def record_outcome(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Keeps a line for the table of faults and outcomes, which ``pytest -v`` prints at the end."""
    rows = request.config.stash.setdefault(OUTCOMES, [])

    def record(step: str, fault: str, calls: int, outcome: str, *, passing: bool = False) -> None:
        lasts = "vorübergehend" if passing else "dauerhaft"
        rows.append(f"{fault:36} {step:10} {lasts:14} {calls:3} Aufrufe  {outcome}")

    return record


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if terminalreporter.verbosity > 0:
        for row in sorted(terminalreporter.config.stash.get(OUTCOMES, [])):
            terminalreporter.write_line(row)
