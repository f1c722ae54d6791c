"""What a good language model says to the sample, made from the labelled data beside it."""

import json
import re
from collections import Counter
from functools import cached_property
from typing import Any

from pipeline.resources import resource
from pipeline.tools.llm.quotes import locate

Json = dict[str, Any]
_MARK = re.compile(r"\[\[\w+:(.*?)\]\]")
_PLACEHOLDER = re.compile(r"\[[A-ZÄÖÜ_-]+\d*\]")
_WORD = re.compile(r"\w+")


class GoldAnswers:
    """A script for ``FakeOllama``: finds out of which labelled statement a text comes.

    Unless ``strict``, every text complains of the same, whatever it says.
    """

    def __init__(self, *, strict: bool = True) -> None:
        self._strict = strict

    def __call__(self, task: str, data: Any) -> Json:
        if task == "same":
            return {"grund": "Jedes braucht seine eigene Maßnahme.", "antwort": "nein"}
        steps = {"extract": self._extract, "summarise": self._name, "assess": self._judge}
        return steps[task](data)

    @cached_property
    def _said(self) -> list[tuple[frozenset[str], str, list[Json]]]:
        gold = resource("data/gold")
        issues = {row["id"]: row["pain_points"] for row in _rows(gold / "issues.jsonl")}
        said = [
            (row["text"], row["pattern"], issues[row["id"]])
            for row in _rows(gold / "statements.jsonl")
        ]
        for file in sorted(gold.glob("workshop_*.gold.jsonl")):
            for row in _rows(file):
                problem = {
                    "quote": "",
                    "issue": self._patterns.get(row["pattern"], {}).get("title"),
                }
                said.append((row["text"], row["pattern"], [problem] if problem["issue"] else []))
        return [(_words(text), pattern, points) for text, pattern, points in said]

    @cached_property
    def _patterns(self) -> dict[str, Json]:
        rows = json.loads((resource("data/gold") / "patterns.json").read_text("utf-8"))
        return {row["id"]: row for row in rows}

    def _source(self, text: str) -> tuple[str, list[Json]]:
        """The label of the statement that shares most words, if it is more than half of them."""
        words = _words(text)
        overlap, best = max(
            (len(words & w) * 2 / max(1, len(words) + len(w)), n)
            for n, (w, _, _) in enumerate(self._said)
        )
        return self._said[best][1:] if overlap > 0.5 else ("NOISE", [])

    def _extract(self, data: Any) -> Json:
        return {"aussagen": [{"id": e["id"], "schmerzpunkte": self._points(e)} for e in data]}

    def _points(self, entry: Json) -> list[Json]:
        points = []
        if not self._strict:
            return [{"zitat": entry["text"], "problem": "Daten werden doppelt erfasst."}]
        for point in self._source(entry["text"])[1]:
            quote = point["quote"] if locate(point["quote"], entry["text"]) else entry["text"]
            points.append({"zitat": quote, "problem": _PLACEHOLDER.sub("jemand", point["issue"])})
        return points

    def _of(self, data: Any) -> Json:
        labels = Counter(self._source(entry["text"])[0] for entry in data)
        known = [label for label, _ in labels.most_common() if label in self._patterns]
        return self._patterns[known[0] if known else "P01"]

    def _name(self, data: Any) -> Json:
        pattern = self._of(data)
        quotes = [{"id": entry["id"], "text": entry["text"]} for entry in data[:3]]
        return {
            "beschreibung": pattern["description"], "ursache": "", "wirkung": "",
            "betroffene": "", "zitate": quotes, "titel": " ".join(pattern["title"].split()[:8]),
        }  # fmt: skip

    def _judge(self, data: Any) -> Json:
        pattern = self._of(data)
        lever = pattern["lever"]
        names = {"KI": "KI", "IT_BETRIEB": "IT-Betrieb", "DATENQUALITAET": "Datenqualität"}
        reason = {"text": pattern["reason"], "belege": [data[0]["id"]]}
        grade = {"grund": "Aus den Aussagen.", "wert": 3}
        ai = lever == "KI"
        return {
            "dafuer": [reason] if ai else [], "dagegen": [] if ai else [reason],
            "begruendung": pattern["reason"], "urteil": "KI" if ai else "Nicht-KI",
            "hebel": names.get(lever, lever.capitalize()), "voraussetzungen": [],
            "loesung": "", "mensch": "Eine Fachkraft prüft." if ai else "", "risiken": [],
            "nutzen": grade, "standardisierbarkeit": grade, "datenlage": grade,
            "rechtliche_sensibilitaet": grade, "akzeptanz": grade, "umsetzungsaufwand": grade,
        }  # fmt: skip


def _rows(file: Any) -> list[Json]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def _words(text: str) -> frozenset[str]:
    plain = _PLACEHOLDER.sub(" ", _MARK.sub(r"\1", text))
    return frozenset(word.casefold() for word in _WORD.findall(plain))
