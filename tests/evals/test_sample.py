import json
import runpy
from pathlib import Path

ROOT = Path(__file__).parents[2]
SAMPLE, GOLD = ROOT / "data/beispiel", ROOT / "data/gold"


def test_the_sample_is_what_its_program_makes_of_the_gold() -> None:
    program = runpy.run_path(str(ROOT / "evals/sample.py"))
    lines = (GOLD / "statements.jsonl").read_text(encoding="utf-8").splitlines()
    workshops = json.loads((GOLD / "workshops.json").read_text(encoding="utf-8"))

    survey = program["survey"]([json.loads(line) for line in lines])
    assert (SAMPLE / "umfrage.csv").read_bytes() == survey
    assert (SAMPLE / "profil.toml").read_text(encoding="utf-8") == program["profile"](workshops)


def test_the_sample_gives_no_gold_away() -> None:
    survey = (SAMPLE / "umfrage.csv").read_text(encoding="utf-8-sig")

    assert survey.startswith("id;Standort;Bereich;Funktion;Frage;Text\n")
    assert "[[" not in survey
