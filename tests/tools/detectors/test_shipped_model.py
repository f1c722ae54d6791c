import hashlib
from pathlib import Path

from pipeline.resources import resource
from pipeline.tools.detectors.lexicon import FOLDER


def test_models_and_lists_are_those_of_the_check_sums() -> None:
    folder = resource(FOLDER)
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = {name: digest for digest, name in (line.split("  ") for line in lines)}

    assert sums == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.[gn]*z")
    }


def test_models_and_lists_together_take_less_than_eight_megabytes() -> None:
    files: list[Path] = list(resource(FOLDER).iterdir())

    assert 0 < sum(path.stat().st_size for path in files) < 8_000_000
