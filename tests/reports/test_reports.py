import hashlib
import os
import subprocess
import sys
from pathlib import Path

from pipeline.potential_map import PotentialMap
from pipeline.reports import RENDERERS

PRINT_DIGESTS = """
import hashlib, sys
from pathlib import Path
from pipeline.potential_map import PotentialMap
from pipeline.reports import RENDERERS
read = PotentialMap.model_validate_json(Path(sys.argv[1]).read_bytes())
for render in RENDERERS.values():
    print(hashlib.sha256(render(read)).hexdigest())
"""


def digests(map_file: Path, hash_seed: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", PRINT_DIGESTS, str(map_file)],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        check=True,
        text=True,
    )
    return done.stdout.split()


def test_the_same_map_gives_the_same_bytes_in_any_process(
    draft_map: PotentialMap, tmp_path: Path
) -> None:
    map_file = tmp_path / "map.json"
    map_file.write_text(draft_map.model_dump_json(), encoding="utf-8")
    here = [hashlib.sha256(render(draft_map)).hexdigest() for render in RENDERERS.values()]

    assert digests(map_file, "1") == digests(map_file, "2") == here


def test_reports_load_no_heavy_library_before_they_are_asked_to_render() -> None:
    loaded = "import sys, pipeline.reports; print({'jinja2', 'xlsxwriter'} & sys.modules.keys())"
    done = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, check=True, text=True
    )

    assert done.stdout.strip() == "set()"
