"""Same input, same output: byte for byte, and in any order of the rows the same findings."""

import random
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq

from pipeline import verbs
from pipeline.flow import ANONYMISED, ASSESSMENTS, CLUSTERS, FLOW, PAIN_POINTS, PATTERNS
from pipeline.store import Store

WRITTEN = [step.writes for step in FLOW]


def run(folder: Path, source: Path) -> Store:
    store, _ = verbs.run(folder, [source], draft=True, watch=lambda event: None)
    verbs.report(store, ["xlsx", "html"])
    return store


def test_the_same_input_gives_the_same_bytes_in_another_process(survey, tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    run(first, survey)
    script = (
        "import sys; from pathlib import Path; from pipeline import verbs\n"
        "store, _ = verbs.run(Path(sys.argv[1]), [Path(sys.argv[2])], draft=True,"
        " watch=lambda event: None)\n"
        "verbs.report(store, ['xlsx', 'html'])\n"
    )
    subprocess.run(
        [sys.executable, "-c", script, str(second), str(survey)],
        check=True,
        env={"PYTHONHASHSEED": "4711", "HOME": str(tmp_path)},
    )

    for name in [*(a.file for a in WRITTEN), "report.html", "report.xlsx"]:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_shuffled_rows_change_nothing_but_the_locators(survey_rows, write_survey, tmp_path):
    with_names = [
        *survey_rows,
        (
            "77",
            "JC-02",
            "Leistung",
            "Teamleitung",
            "Frage",
            "Frau Schneider und Herr Yılmaz fehlen.",
        ),
        ("78", "JC-02", "Leistung", "Teamleitung", "Frage", "k. A."),
    ]
    shuffled = random.Random(3).sample(with_names, len(with_names))
    first = run(tmp_path / "a", write_survey(with_names))
    second = run(tmp_path / "b", write_survey(shuffled))

    for artefact in WRITTEN[1:-1]:
        name = artefact.file
        assert (first.folder / name).read_bytes() == (second.folder / name).read_bytes(), name
    one, other = (pq.read_table(s.folder / "10_statements.parquet") for s in (first, second))
    assert one.drop_columns("locator") == other.drop_columns("locator")
    assert one["locator"] != other["locator"]


def test_every_quote_of_the_map_stands_in_the_masked_statement_it_names(survey, tmp_path):
    store = run(tmp_path / "a", survey)
    texts = {s.statement_id: s.text for s in store.load(ANONYMISED)}
    points = {p.pain_point_id: p for p in store.load(PAIN_POINTS)}

    quotes = [quote for pattern in store.load(PATTERNS) for quote in pattern.quotes]

    assert quotes
    for quote in quotes:
        assert texts[quote.statement_id][quote.start : quote.end] == quote.text
        assert points[quote.pain_point_id].statement_id == quote.statement_id


def test_every_pattern_has_its_assessment_and_every_member_its_cluster(survey, tmp_path):
    store = run(tmp_path / "a", survey)
    clustered = {m.pain_point_id for c in store.load(CLUSTERS) for m in c.members}
    patterns = store.load(PATTERNS)

    assert {a.pattern_id for a in store.load(ASSESSMENTS)} == {p.pattern_id for p in patterns}
    assert {m for p in patterns for m in p.members} <= clustered
