"""How well a prompt version does with a language model on the labelled sample.

    python evals/prompts.py --host http://127.0.0.1:11434 --model qwen3:8b --journal calls.sqlite
    python evals/prompts.py --journal calls.sqlite --replay     # the same again, without a server
    python evals/prompts.py --labels                            # the labels themselves as answers
    python evals/prompts.py --rules                             # without a language model

Extraction against the labelled issues, the clusters made from it, and the lever of the labelled
patterns given their members. With a journal, calls that it holds are not made again.
"""

import argparse
import json
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from pipeline.config import Clustering, Embed, Llm
from pipeline.evaluation.clustering import score_clustering
from pipeline.evaluation.extraction import score_extraction
from pipeline.evaluation.gold import NO_PATTERN, read_levers
from pipeline.evaluation.levers import score_levers
from pipeline.evaluation.privacy import read_marked
from pipeline.records import (
    AnonymisedStatement,
    Cluster,
    ClusterId,
    FieldId,
    Member,
    PainPoint,
    StatementId,
)
from pipeline.resources import resource
from pipeline.stages.assess import assess
from pipeline.stages.cluster import cluster
from pipeline.stages.embed import embed
from pipeline.stages.extract import extract
from pipeline.stages.summarise import summarise
from pipeline.tools.analysts import Analyst
from pipeline.tools.analysts.building import build_analyst, llm_analyst
from pipeline.tools.clusterer import build_clusterer
from pipeline.tools.encoder import Encoder, build_encoder
from pipeline.tools.extractors import Extracted, Extractor
from pipeline.tools.extractors.building import build_extractor, llm_extractor
from pipeline.tools.llm import Answer, Effort, Form
from pipeline.tools.llm.asking import build_asker
from pipeline.tools.llm.journal import Journal
from pipeline.tools.llm.quotes import locate
from pipeline.tools.prompts import Rendered

GOLD = resource("data/gold")
Row = dict[str, Any]


def main() -> None:
    options = arguments()
    rows = read_rows(GOLD / "statements.jsonl")
    reference = {r["id"]: r["pain_points"] for r in read_rows(GOLD / "issues.jsonl")}
    said = [statement(row) for row in rows]
    extractor, analyst = tools(options, reference)
    encoder = build_encoder(Embed(encoder=options.encoder))
    result = extract(said, extractor=extractor)
    failed = {f.item_id for f in result.failures if f.kind == "failed"}
    points = of_statement(result.records)
    extraction = score_extraction(
        [row["pattern"] == NO_PATTERN for row in rows],
        [[point["issue"] for point in reference[row["id"]]] for row in rows],
        [None if row["id"] in failed else [p.issue for p in points[row["id"]]] for row in rows],
        encode=encoder.encode,
    )
    scores = {
        "extraction": extraction.model_dump(),
        "clusters": clusters_of(result.records, rows, encoder),
        "levers": levers_of(result.records, rows, said, analyst),
    }
    if options.journal:
        scores["calls"] = vars(Journal(options.journal).tally())
        scores["quotes"] = quotes_of(options.journal)
    print(json.dumps(scores, ensure_ascii=False, indent=2) if options.json else table(scores))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--host", default=Llm().host)
    parser.add_argument("--model", default=Llm().model)
    parser.add_argument("--server", choices=("ollama", "openai"), default="ollama")
    parser.add_argument("--journal", type=Path)
    parser.add_argument("--encoder", type=Path)
    parser.add_argument("--replay", action="store_true")
    parser.add_argument("--labels", action="store_true")
    parser.add_argument("--rules", action="store_true")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def tools(options: argparse.Namespace, reference: dict[str, Any]) -> tuple[Extractor, Analyst]:
    if options.labels or options.rules:
        rules = Llm(analyst="rules")
        extractor = Labels(reference) if options.labels else build_extractor(rules)
        return extractor, build_analyst(rules)
    settings = Llm(analyst=options.server, host=options.host, model=options.model)
    if options.replay:
        # A copy, so that the recording stays as it is; with what a killed run left in its log.
        copy = Path(tempfile.mkdtemp()) / "journal.sqlite"
        recording = sqlite3.connect(f"{options.journal.absolute().as_uri()}?mode=ro", uri=True)
        with closing(recording), closing(sqlite3.connect(copy)) as target:
            recording.backup(target)
        asker = build_asker(Replay(copy, settings), settings, copy)
        return llm_extractor(asker, settings), llm_analyst(asker, settings)
    return (
        build_extractor(settings, journal=options.journal),
        build_analyst(settings, journal=options.journal),
    )


class Labels:
    """Answers what stands in the labels."""

    identity = label = "labels"

    def __init__(self, reference: dict[str, list[Row]]) -> None:
        self.reference = reference

    def extract(
        self, statements: Sequence[AnonymisedStatement]
    ) -> list[tuple[Extracted, ...] | str]:
        return [
            tuple(
                Extracted(*place, point["issue"])
                for point in self.reference[said.statement_id]
                if (place := locate(point["quote"], said.text))
            )
            for said in statements
        ]


class Replay:
    """The model that filled the journal; what it did not answer well then, it does not now."""

    def __init__(self, journal: Path, settings: Llm) -> None:
        with closing(sqlite3.connect(journal)) as connection:
            [(self.identity,)] = connection.execute("SELECT DISTINCT model FROM calls").fetchall()
        self.label = f"{self.identity} (Mitschnitt)"
        self.num_ctx = settings.num_ctx

    def complete(self, prompt: Rendered, schema: type[Form], effort: Effort) -> Answer:
        return Answer("", finished=False, prompt_tokens=None)


def read_rows(file: Path) -> list[Row]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def statement(row: Row) -> AnonymisedStatement:
    """Anonymised as the labels say, in the spelling of the labelled quotes."""
    text, stretches = read_marked(row["text"])
    types = [part.split(":")[0] for part in row["text"].split("[[")[1:]]
    for stretch, kind in reversed(list(zip(stretches, types, strict=True))):
        text = f"{text[: stretch.start]}[{kind}]{text[stretch.end :]}"
    return AnonymisedStatement(
        statement_id=StatementId(row["id"]), text=text, channel="umfrage", site=row["site"]
    )


def of_statement(points: Sequence[PainPoint]) -> dict[str, list[PainPoint]]:
    found: defaultdict[str, list[PainPoint]] = defaultdict(list)
    for point in points:
        found[point.statement_id].append(point)
    return found


def clusters_of(points: Sequence[PainPoint], rows: list[Row], encoder: Encoder) -> Row:
    made = cluster(embed(points, encoder=encoder), clusterer=build_clusterer(Clustering()))
    group = {m.pain_point_id: c.cluster_id for c in made.records for m in c.members}
    found = of_statement(points)
    pairs = [
        (None if row["pattern"] == NO_PATTERN else row["pattern"], group[p.pain_point_id])
        for row in rows
        for p in found[row["id"]]
    ]
    return score_clustering(*zip(*pairs, strict=True)).model_dump()


def quotes_of(journal: Path) -> Row:
    """Answers whose every quote stands in its statement, of those that were good but for that."""
    with closing(sqlite3.connect(journal)) as connection:
        rows = connection.execute(
            "SELECT task, sum(outcome = 'ok'), sum(outcome LIKE 'invalid: Ein Zitat %') "
            "FROM calls WHERE task IN ('extract', 'summarise') GROUP BY task ORDER BY task"
        ).fetchall()
    return {f"valid_in_{task}": good / max(1, good + wrong) for task, good, wrong in rows}


def levers_of(
    points: Sequence[PainPoint],
    rows: list[Row],
    said: Sequence[AnonymisedStatement],
    analyst: Analyst,
) -> Row:
    """Given the members that the labels name, so that only the judgement is measured."""
    gold = read_levers(GOLD / "patterns.json")
    found = of_statement(points)
    members = {
        name: [p for row in rows if row["pattern"] == name for p in found[row["id"]]]
        for name in gold
    }
    clusters = [
        Cluster(
            cluster_id=ClusterId(number),
            field_id=FieldId(0),
            members=tuple(Member(pain_point_id=p.pain_point_id, membership=1) for p in group),
        )
        for number, group in enumerate(members.values())
    ]
    named = summarise(clusters, points, said, analyst=analyst)
    judged = assess(named.records, points, said, analyst=analyst)
    lever = {a.pattern_id: a.lever for a in judged.records}
    pattern_of = {p.members[0]: p.pattern_id for p in named.records}
    proposed = []
    for group in members.values():
        ids = {p.pain_point_id for p in group}
        pattern = next((p for first, p in pattern_of.items() if first in ids), None)
        proposed.append(lever.get(pattern) if pattern else None)
    return score_levers(list(gold.values()), proposed).model_dump()


def table(scores: dict[str, Row]) -> str:
    lines = []
    for section, row in scores.items():
        lines.append(section)
        for name, value in row.items():
            shown = f"{value:.3f}" if isinstance(value, float) else str(value)
            lines.append(f"  {name:28} {shown:>10}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
