import importlib
import re
from pathlib import Path

import pytest

from pipeline.resources import resource
from pipeline.tools.llm import Form
from pipeline.tools.prompts import Prompt

ROWS = [
    [cell.strip(" `") for cell in line.strip("|").split("|")]
    for line in (resource("prompts") / "README.md").read_text("utf-8").splitlines()
    if line.startswith("| `")
]
FORMS = {
    name: value
    for module in ("pipeline.tools.analysts.forms", "pipeline.tools.extractors.llm")
    for name, value in vars(importlib.import_module(module)).items()
    if isinstance(value, type) and issubclass(value, Form)
}


def test_the_table_lists_every_prompt_and_no_other():
    files = {path.name for path in resource("prompts").glob("*.md")} - {"README.md"}

    assert {row[0] for row in ROWS} == files


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_table_names_the_blanks_and_the_stage(row):
    name, blanks, _, stage = row

    assert sorted(Prompt(Path(name).stem).blanks) == blanks.split(", ")
    assert importlib.import_module(f"pipeline.stages.{stage}")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_prompt_names_every_field_of_its_answer(row):
    name, _, form, _ = row
    system = Prompt(Path(name).stem).render(**dict.fromkeys(Prompt(Path(name).stem).blanks, "x"))

    missing = [f for f in FORMS[form].model_fields if f'"{f}"' not in system.system]
    assert missing == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_worked_examples_are_valid_answers_but_for_what_is_cut(row):
    name, _, form, _ = row
    text = (resource("prompts") / name).read_text("utf-8")
    example = re.search(r"^Ausgabe: (\{.*\})$", text, re.MULTILINE)

    assert example
    if "…" not in example[1]:
        FORMS[form].model_validate_json(example[1])


def test_a_blank_without_a_value_and_a_value_without_a_blank_are_errors(tmp_path: Path):
    (tmp_path / "probe.md").write_text("Regeln\n---\nDaten: $data", encoding="utf-8")
    prompt = Prompt("probe", tmp_path)

    with pytest.raises(KeyError):
        prompt.render()
    with pytest.raises(KeyError):
        prompt.render(data="x", more="y")
    assert prompt.render(data="$data {x}").user == "Daten: $data {x}"


def test_a_changed_prompt_has_another_digest(tmp_path: Path):
    digests = set()
    for text in ("a\n---\n$x", "b\n---\n$x", "a\n---\n$x!"):
        (tmp_path / "probe.md").write_text(text, encoding="utf-8")
        digests.add(Prompt("probe", tmp_path).digest)

    assert len(digests) == 3
