"""The command line as people call it."""

import os
import resource
import subprocess
import sys


def call(*arguments: object, command=(sys.executable, "-m", "pipeline.cli")):
    return subprocess.run(
        [*command, *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )


def refused(process, code: int, *words: str) -> None:
    """One German sentence on stderr that names file, place and remedy, and no trace of Python."""
    assert process.returncode == code
    assert "Traceback" not in process.stderr
    assert "Unerwarteter Fehler" not in process.stderr or "ValueError" in words
    assert process.stderr.count("Fehler:") == 1
    for word in words:
        assert word in process.stderr


def timed(*arguments: object):
    """With processor time: what the call itself needs, whatever else the machine is doing."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = call(*arguments)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return process, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
