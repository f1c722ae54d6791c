"""A real process is killed at every write of a run; the next run ends as if nothing had been."""

import hashlib
import json
import signal
import subprocess
import sys
from itertools import cycle
from pathlib import Path

from pipeline.cli.screen import title

# Dies at the n-th rename, before it (the new file lies beside) or after it.
KILLER = """
import os, signal, sys
moment, when = int(sys.argv[1]), sys.argv[2]
rename, count = os.replace, 0
def deadly(source, target):
    global count
    count += 1
    if count == moment and when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    rename(source, target)
    if count == moment and when == "after":
        os.kill(os.getpid(), signal.SIGKILL)
os.replace = deadly
from pipeline.cli import main
sys.argv = ["schmerzpunkt", *sys.argv[3:]]
main()
"""


def run(survey: Path, folder: Path, moment: int = 0, when: str = "before"):
    command = [sys.executable, "-c", KILLER, str(moment), when]
    arguments = ["run", str(survey), "--run", str(folder), "--draft"]
    return subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)


def contents(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.glob("[0-9]*"))
    }


def signed(folder: Path) -> set[str]:
    path = folder / "run.json"
    return set(json.loads(path.read_text("utf-8"))["steps"]) if path.exists() else set()


# After three writes for one whole step the kill falls on the next one: its failures, its artefact,
# its signature, each before and after the rename.
MOMENTS = cycle(
    [(4, "before"), (5, "after"), (6, "before"), (4, "after"), (5, "before"), (6, "after")]
)


def test_a_run_killed_again_and_again_ends_like_one_that_was_not(survey, tmp_path):
    whole, folder = tmp_path / "whole", tmp_path / "killed"
    assert run(survey, whole).returncode == 0
    deaths = 0

    for moment, when in MOMENTS:
        finished = {f"✓ {title(name)}" for name in signed(folder)}
        process = run(survey, folder, moment, when)
        repeated = {line.split(":")[0] for line in process.stderr.splitlines()} & finished
        assert not repeated
        if process.returncode == 0:
            break
        assert process.returncode == -signal.SIGKILL
        deaths += 1

    assert deaths >= 6
    assert contents(folder) == contents(whole)
