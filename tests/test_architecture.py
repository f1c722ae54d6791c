"""Floors, wall, arrows, wiring and weight, read off the sources; and that each breach is seen."""

import ast
import importlib
import inspect
import re
import typing
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import pipeline
from pipeline.artefact import Artefact
from pipeline.flow import FLOW, STATEMENTS, Step

ROOT = Path(pipeline.__file__).parent

Sources = Mapping[str, str]

# From the cellar to the roof. A room imports from lower floors and from itself; the rooms of a
# floor in round brackets are one.
FLOORS: tuple[tuple[str, ...] | list[str], ...] = (
    ("records", "result", "errors", "config", "command", "resources", "__init__"),
    ("run_facts", "potential_map"),
    ("dimensions", "doubts", "potentials", "use_cases", "small_groups", "publishing"),
    ["tools"],
    ["stages", "review", "reports", "evaluation"],
    ("artefact", "manifest", "store"),
    ("facts", "flow", "leaks", "ledger", "means", "waves"),
    ["runner", "shelf"],
    ["verbs"],
    ("cli", "app"),
)
FLOOR = {room: number for number, floor in enumerate(FLOORS) for room in floor}

# The only rooms that may know what was really said.
ABOVE_THE_WALL = {
    "records.py",
    "flow.py",
    "stages/ingest.py",
    "stages/detect.py",
    "stages/anonymise.py",
    "review/masking.py",
    "review/proposing.py",
    "review/privacy.py",
    "evaluation/gold.py",
    "evaluation/scoring.py",
}

HEAVY = {
    "torch", "transformers", "sentence_transformers", "hdbscan", "sklearn", "scipy", "pandas",
    "pyarrow", "ollama", "httpx", "xlsxwriter", "python_calamine", "pycrfsuite", "HanTa",
    "jinja2", "joblib", "sqlalchemy", "psycopg", "openpyxl", "fastapi",
    "starlette", "uvicorn", "argon2",
}  # fmt: skip


@pytest.fixture(scope="module")
def sources() -> Sources:
    return {str(p.relative_to(ROOT)): p.read_text("utf-8") for p in sorted(ROOT.rglob("*.py"))}


def imported(source: str) -> Iterator[tuple[str, str]]:
    """(module, name) of every import from the package, wherever it stands in the file."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "pipeline":
            for alias in node.names:
                yield node.module or "", alias.name
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == "pipeline":
                    yield alias.name, ""


def room(module: str, name: str = "") -> str:
    parts = module.split(".")[1:] or [name]
    return parts[0] if parts[0] in FLOOR else "__init__"


def breaches_of_floors(sources: Sources) -> list[str]:
    found = []
    for path, source in sources.items():
        here = Path(path).parts[0].removesuffix(".py")
        for module, name in imported(source):
            there = room(module, name)
            same = here == there or (
                FLOOR[here] == FLOOR[there] and isinstance(FLOORS[FLOOR[here]], tuple)
            )
            if FLOOR[there] >= FLOOR[here] and not same:
                found.append(f"{path} imports {module}.{name}")
            if here == "stages" and there == "tools" and makes_a_tool(module, name):
                found.append(f"{path} imports an implementation, {module}.{name}")
    return found


def makes_a_tool(module: str, name: str) -> bool:
    """A tool states its identity; what a stage may know of it is the protocol."""
    thing = getattr(importlib.import_module(module), name, None)
    states_identity = "identity" in getattr(thing, "__annotations__", {}) or hasattr(
        thing, "identity"
    )
    return name.startswith("build_") or (
        inspect.isclass(thing) and states_identity and not getattr(thing, "_is_protocol", False)
    )


def breaches_of_the_wall(sources: Sources) -> list[str]:
    return [
        path
        for path, source in sources.items()
        if path not in ABOVE_THE_WALL and any(name == "Statement" for _, name in imported(source))
    ]


def breaches_of_lightness(sources: Sources) -> list[str]:
    found = []
    for path, source in sources.items():
        for node in ast.parse(source).body:
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            found += [f"{path} imports {n}" for n in names if n.split(".")[0] in HEAVY]
    return found


def arrow(docstring: str) -> tuple[tuple[str, ...], str]:
    match = re.match(r"([\w, ]+) -> (\w+): \S", docstring)
    assert match, f"no arrow: {docstring!r}"
    return tuple(part.strip() for part in match[1].split(",")), match[2]


def lies(step: Step, docstring: str) -> bool:
    reads = ("sources",) if step.writes is STATEMENTS else tuple(a.name for a in step.reads)
    return arrow(docstring) != (reads, step.writes.name)


def records_in(annotation: object) -> set[type]:
    """The record types that an annotation such as ``Result[Span]`` or ``Sequence[Span]`` names."""
    inner = typing.get_args(annotation)
    if not inner:
        return {annotation} if isinstance(annotation, type) else set()
    return set().union(*(records_in(part) for part in inner))


STEPS = [step for step in FLOW if isinstance(step, Step)]


def test_every_room_looks_down(sources):
    assert breaches_of_floors(sources) == []


def test_every_room_has_a_floor(sources):
    assert {Path(path).parts[0].removesuffix(".py") for path in sources} <= set(FLOOR)


def test_raw_text_stays_above_the_wall(sources):
    assert breaches_of_the_wall(sources) == []


def test_heavy_libraries_are_imported_where_they_are_used(sources):
    assert breaches_of_lightness(sources) == []


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.writes.name)
def test_the_arrow_of_a_stage_tells_the_truth(step):
    assert not lies(step, inspect.getmodule(step.stage).__doc__)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.writes.name)
def test_a_stage_takes_and_gives_the_records_of_its_artefacts(step):
    hints = typing.get_type_hints(step.stage)
    parameters = inspect.signature(step.stage).parameters.values()
    positional = [p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
    means = [p.name for p in parameters if p.kind is p.KEYWORD_ONLY]

    assert step.writes.record in records_in(hints["return"])
    assert tuple(means) == step.means
    if step.writes is not STATEMENTS:
        assert len(positional) == len(step.reads)
        for name, artefact in zip(positional, step.reads, strict=True):
            assert artefact.record in records_in(hints[name])


def test_every_artefact_is_written_once_and_before_it_is_read():
    written: list[Artefact] = []
    for step in FLOW:
        assert set(step.reads) <= set(written)
        written.append(step.writes)

    assert len(written) == len({a.name for a in written}) == len({a.file for a in written})


# The checks above, each seen to fail.


def test_a_stage_that_imports_the_store_is_seen():
    breach = {"stages/cluster.py": "from pipeline.store import Store"}

    assert breaches_of_floors(breach)


def test_a_lower_floor_that_imports_a_higher_one_is_seen_even_within_a_function():
    breach = {"tools/encoder.py": "def f():\n    from pipeline import runner"}

    assert breaches_of_floors(breach)


def test_a_stage_that_imports_an_implementation_is_seen():
    breach = {"stages/embed.py": "from pipeline.tools.encoder import build_encoder"}

    assert breaches_of_floors(breach)


def test_a_stage_that_imports_the_reports_next_door_is_seen():
    breach = {"stages/compile.py": "from pipeline.reports.html import render_html"}

    assert breaches_of_floors(breach)


def test_raw_text_below_the_wall_is_seen():
    breach = {"stages/extract.py": "from pipeline.records import PainPoint, Statement"}

    assert breaches_of_the_wall(breach)


def test_a_heavy_library_at_module_level_is_seen():
    breach = {"tools/encoder.py": "import sentence_transformers"}

    assert breaches_of_lightness(breach)
    assert not breaches_of_lightness({"tools/encoder.py": "def f():\n    import torch"})


def test_an_arrow_that_lies_is_seen():
    step = STEPS[1]

    assert lies(step, "statements -> spans: finds everything.")
    assert lies(step, "anonymised -> candidate_spans: finds everything.")
