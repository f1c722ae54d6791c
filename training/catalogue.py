"""How ``data/katalog/ansatzpunkte.json`` was made: topics and their statements -> entries.

    python training/catalogue.py FOLDER data/katalog/ansatzpunkte.json

FOLDER holds ``*/topics.json`` and ``*/statements.jsonl``. Topics that say the same become one
entry: complete linkage over the similarity of all their words, so that every two of them are alike,
and only where each accepts the other's lever.
"""

import json
import re
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from sklearn.feature_extraction.text import TfidfVectorizer

MARK = re.compile(r"\[\[([A-ZÄÖÜ_]+):.*?\]\]")
# Read by eye along the sorted pairs: above it nearly all say the same in other words ("Wissen geht
# mit der Person" and "Wissen geht mit den Menschen"), below it more and more do not.
SAME = 0.37
FIELDS = Path(__file__).parents[1] / "data" / "katalog" / "handlungsfelder.toml"
# The risks stand in the topics in English and German, alone and combined.
RISKS = {
    "Datenschutz": r"data protection|datenschutz|daten|vertraulich|steuergeheimnis|schweigepflicht",
    "Gleichbehandlung": r"fairness|stigmatis|verzerr",
    "Ermessen": r"discretion|diskretion|ermessen",
    "falsche oder erfundene Angaben": r"falsch|erfunden|auslassung|fehler|verschiebung|übersehen",
}


def main(folder: Path, target: Path) -> None:
    topics = read(folder)
    entries = [entry(group) for group in merged(topics)]
    entries.sort(key=lambda e: e["entry_id"])
    lines = ",\n".join(json.dumps(e, ensure_ascii=False) for e in entries)
    target.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(f"{len(topics)} topics, {len(entries)} entries")
    print(Counter(e["field"] for e in entries))


def read(folder: Path) -> list[dict[str, Any]]:
    topics = {
        topic["id"]: {**topic, "examples": []}
        for file in sorted(folder.glob("*/topics.json"))
        for topic in json.loads(file.read_text(encoding="utf-8"))
    }
    for file in sorted(folder.glob("*/statements.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            said = json.loads(line)
            if topic := topics.get(said.get("topic")):
                text = MARK.sub(r"[\1]", said["text"])
                topic["examples"].append({"text": text, "issue": said["issue"]})
    return list(topics.values())


def merged(topics: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Groups of topics that say the same, the one in the middle first."""
    vectoriser = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=2
    )
    matrix = vectoriser.fit_transform([words(topic) for topic in topics])
    similarity = (matrix @ matrix.T).toarray().clip(0, 1)
    agree = np.array([[accepts(a, b) and accepts(b, a) for b in topics] for a in topics])
    distance = np.where(agree, 1 - similarity, 1.0)
    np.fill_diagonal(distance, 0)
    labels = fcluster(linkage(squareform(distance), "complete"), 1 - SAME, "distance")
    groups = [np.flatnonzero(labels == label) for label in np.unique(labels)]
    return [
        [topics[i] for i in sorted(rows, key=lambda i: -similarity[i, rows].sum())]
        for rows in groups
    ]


def words(topic: dict[str, Any]) -> str:
    said = (f"{e['text']} {e['issue']}" for e in topic["examples"])
    return " ".join((topic["title"], topic["title"], topic["description"], *said))


def accepts(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return other["lever"] in one["lever_acceptable"]


def entry(group: list[dict[str, Any]]) -> dict[str, Any]:
    """Lever by majority, equals by the one in the middle; title and reason from one with it."""
    levers = Counter(topic["lever"] for topic in group)
    lever = max(levers, key=lambda name: (levers[name], name == group[0]["lever"]))
    head = next(topic for topic in group if topic["lever"] == lever)
    acceptable = {other for topic in group for other in topic["lever_acceptable"]}
    return {
        "entry_id": head["id"],
        "title": head["title"],
        "description": head["description"],
        "field": field(group),
        "lever": name(lever),
        "acceptable": [name(lever), *sorted(name(o) for o in acceptable - {lever})],
        "reason": head["reason"],
        "risks": risks(group),
        "examples": [example for topic in group for example in topic["examples"]],
    }


def name(lever: str) -> str:
    names = {"DATENQUALITAET": "Datenqualität", "IT_BETRIEB": "IT-Betrieb", "KI": "KI"}
    return names.get(lever, lever.capitalize())


def field(group: list[dict[str, Any]]) -> str:
    text = " ".join(f"{t['title']} {t['description']} {t['field']}" for t in group).lower()
    fields = tomllib.loads(FIELDS.read_text(encoding="utf-8"))["feld"]
    hits = {f["titel"]: sum(text.count(piece) for piece in f["wortstuecke"]) for f in fields}
    return max(hits, key=lambda title: hits[title])


def risks(group: list[dict[str, Any]]) -> list[str]:
    text = " ".join(topic["risk"] for topic in group).lower()
    return [risk for risk, pattern in RISKS.items() if re.search(pattern, text)]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
