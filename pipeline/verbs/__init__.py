"""What the door's commands do, without a terminal: arguments in, facts out, errors raised."""

from pipeline.verbs.keeping import forget, verify
from pipeline.verbs.measuring import evaluate
from pipeline.verbs.reporting import report, teach
from pipeline.verbs.reviewing import approve, open_desk, review_export, review_import
from pipeline.verbs.running import run
from pipeline.verbs.standing import state

__all__ = [
    "approve",
    "evaluate",
    "forget",
    "open_desk",
    "report",
    "review_export",
    "review_import",
    "run",
    "state",
    "teach",
    "verify",
]
