"""The next command, as somebody can type it."""

import os
import shlex
import subprocess
from pathlib import Path


def command(*words: str | Path, run: str | Path | None = None) -> str:
    """A call of the program, quoted where the shell of this system needs it."""
    call = ["schmerzpunkt", *map(str, words), *(["--run", str(run)] if run else [])]
    return subprocess.list2cmdline(call) if os.name == "nt" else shlex.join(call)
