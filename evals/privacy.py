"""marked statements, detectors -> tables: what leaks, and what is masked for nothing.

python evals/privacy.py [--gold DIR] [--ner DIR] [--json]

A gold stretch counts as found when every letter and digit of it is masked, by whatever kind. DIR of
--ner holds germeval14_dev.conll (token TAB label), which no model has been trained on; a sentence
there is a document of its own. Presidio runs where it is installed, alone and on a blank pipeline.
The time is the processor's, of one core for all statements, each read once, after loading.
"""

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pipeline.config import Detect
from pipeline.evaluation.privacy import (
    Share,
    Stretch,
    leak_recall,
    over_redaction,
    read_marked,
)
from pipeline.records import Statement, StatementId
from pipeline.stages.detect import detect
from pipeline.tools.detectors import Detector, hanta
from pipeline.tools.detectors.building import build_detector
from pipeline.tools.detectors.kinds import Kind
from pipeline.tools.detectors.presidio import Presidio

_GOLD = Path(__file__).parents[1] / "data" / "gold"
_SPEED = "texts per second of processor time"


@dataclass(frozen=True)
class Marked:
    """Statements with their gold; those of one source are one document."""

    statements: list[Statement]
    gold: list[list[Stretch]]

    @property
    def texts(self) -> list[str]:
        return [statement.text for statement in self.statements]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, default=_GOLD)
    parser.add_argument("--ner", type=Path, help="folder of germeval14_dev.conll")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    sets = {
        "statements + privacy": written(given.gold),
        "transcripts": spoken(given.gold),
    }
    if given.ner:
        public = conll(given.ner / "germeval14_dev.conll")
        sets["GermEval dev"] = public
        sets["GermEval dev without persons"] = nameless(public)
    figures = {
        name: {label: figure(detector, marked) for label, marked in sets.items()}
        for name, detector in detectors().items()
    }
    print(json.dumps(figures, ensure_ascii=False, indent=1) if given.json else table(figures))


def detectors() -> dict[str, Detector]:
    rows: dict[str, Detector] = {"embedded": build_detector(Detect(hanta=False))}
    if hanta.installed():
        rows["+ HanTa"] = build_detector(Detect(hanta=True))
    if find_spec("presidio_analyzer"):
        rows["Presidio, blank"] = Presidio()
    return rows


def written(gold: Path) -> Marked:
    """The survey as one document, each file of the privacy set as another."""
    files: dict[str, list[str]] = {
        "statements": [row["text"] for row in _rows(gold / "statements.jsonl")]
    }
    for path in sorted((gold / "privacy").glob("*.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        files[path.stem] = [line for line in lines if line and not line.startswith("#")]
    return _marked((source, None, text) for source, lines in files.items() for text in lines)


def spoken(gold: Path) -> Marked:
    return _marked(
        (path.stem, row["speaker"], row["text"])
        for path in sorted(gold.glob("*.pii.jsonl"))
        for row in _rows(path)
    )


def conll(path: Path) -> Marked:
    statements, gold = [], []
    for number, block in enumerate(path.read_text(encoding="utf-8").strip().split("\n\n")):
        text, stretches = "", list[Stretch]()
        for row in block.splitlines():
            word, label = row.split("\t")
            text += " " if text and word not in set('.,;:!?)]“"') else ""
            if label.startswith("I-") and stretches:
                stretches[-1] = Stretch(stretches[-1].start, len(text + word), stretches[-1].type)
            elif label != "O":
                kind = {"PER": "PERSON"}.get(label[2:], label[2:])
                stretches.append(Stretch(len(text), len(text + word), kind))
            text += word
        statements.append(_statement(number, str(number), None, text))
        gold.append(stretches)
    return Marked(statements, gold)


def nameless(marked: Marked) -> Marked:
    pairs = [
        (statement, gold)
        for statement, gold in zip(marked.statements, marked.gold, strict=True)
        if not any(stretch.type == "PERSON" for stretch in gold)
    ]
    return Marked([statement for statement, _ in pairs], [gold for _, gold in pairs])


def _marked(rows: Iterator[tuple[str, str | None, str]]) -> Marked:
    statements, gold = [], []
    for number, (source, speaker, marked) in enumerate(rows):
        text, stretches = read_marked(marked)
        statements.append(_statement(number, source, speaker, text))
        gold.append(stretches)
    return Marked(statements, gold)


def _statement(number: int, source: str, speaker: str | None, text: str) -> Statement:
    return Statement(
        statement_id=StatementId(str(number)),
        source=source,
        locator=str(number),
        text=text,
        speaker=speaker,
        channel="eval",
    )


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def figure(detector: Detector, marked: Marked) -> dict[str, Any]:
    detector.detect(marked.texts[:1])
    started = time.process_time()
    spans = detect(marked.statements, detector=detector).records
    seconds = time.process_time() - started
    masks: dict[str, list[Stretch]] = {}
    people: dict[str, list[Stretch]] = {}
    for span in spans:
        stretch = Stretch(span.start, span.end, span.kind)
        masks.setdefault(span.statement_id, []).append(stretch)
        if span.kind == Kind.PERSON:
            people.setdefault(span.statement_id, []).append(stretch)

    def of(found: dict[str, list[Stretch]]) -> list[list[Stretch]]:
        return [found.get(statement.statement_id, []) for statement in marked.statements]

    return {
        "recall": {
            kind: _row(share)
            for kind, share in leak_recall(marked.texts, marked.gold, of(masks)).items()
        },
        "masked for nothing, words": _row(over_redaction(marked.texts, marked.gold, of(masks))),
        "… as persons": _row(over_redaction(marked.texts, marked.gold, of(people))),
        _SPEED: round(len(marked.statements) / seconds),
    }


def _row(share: Share) -> dict[str, Any]:
    return {"part": share.part, "whole": share.whole, "share": share.value, "95 %": share.interval}


def table(figures: dict[str, dict[str, dict[str, Any]]]) -> str:
    names = list(figures)
    lines: list[str] = []
    for label in figures[names[0]]:
        lines += [f"\n{label}\n", f"| | {' | '.join(names)} |", "| --- |" + " --- |" * len(names)]
        columns = [figures[name][label] for name in names]
        for kind in columns[0]["recall"]:
            lines.append(_line(f"found: {kind}", [column["recall"][kind] for column in columns]))
        for key in ("masked for nothing, words", "… as persons"):
            lines.append(_line(key, [column[key] for column in columns]))
        lines.append(f"| {_SPEED} | {' | '.join(str(c[_SPEED]) for c in columns)} |")
    return "\n".join(lines)


def _line(label: str, cells: Sequence[dict[str, Any]]) -> str:
    return f"| {label} | {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(cell: dict[str, Any]) -> str:
    if cell["share"] is None:
        return "–"
    low, high = cell["95 %"]
    return f"{cell['part']}/{cell['whole']} = {cell['share']:.3f} [{low:.3f}, {high:.3f}]"


if __name__ == "__main__":
    main()
