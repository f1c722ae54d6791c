"""Pages of a large run: 10,000 pain points in 300 patterns, all of them decided once."""

import re
import statistics
import time
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from made import pattern_of, point_of, quote_of
from starlette.testclient import TestClient
from visitor import PASSWORD, Visitor

from pipeline.app.accounts import Accounts
from pipeline.app.server import build_app
from pipeline.config import Review
from pipeline.records import (
    NOISE,
    AnonymisedStatement,
    Assessment,
    Cluster,
    Criterion,
    Embeddings,
    FieldId,
    Lever,
    Member,
    PainPoint,
    PainPointId,
    Pattern,
    PatternId,
    Rating,
    Span,
    Statement,
    StatementId,
    Verdict,
)
from pipeline.review.desk import Desk
from pipeline.review.log import Log
from pipeline.review.privacy import Doubt
from pipeline.review.proposing import assessments_case, patterns_case, spans_case
from pipeline.review.view import CHECKPOINTS, Material

POINTS, PATTERNS, REST = 10_000, 300, 500
TEXT = "Der Scanner im Erdgeschoss ist seit Tagen defekt, und Frau Müller scannt die Post bei uns."

# On one core with nothing else to do. Measured as time of this process, of all its threads, so
# that a busy machine does not count, and beside a sum, so that a slow one does not either: where
# that sum takes 12 ms, the slowest page takes 45.
PROMISED_S = 0.150
YARDSTICK, YARDSTICK_S = 400_000, 0.012


def large() -> Material:
    ids = [PainPointId(f"P-{n:05}") for n in range(POINTS)]
    statements = [
        Statement(
            statement_id=StatementId(f"S-{n:05}"),
            source="umfrage.csv",
            locator=f"Zeile {n}",
            text=TEXT,
            site=f"JC-{n % 16:02}",
            channel="umfrage",
        )
        for n in range(POINTS)
    ]
    masked = [
        AnonymisedStatement(
            statement_id=s.statement_id, text=s.text, site=s.site, channel=s.channel
        )
        for s in statements
    ]
    points = [point_of(s.statement_id, TEXT, i) for i, s in zip(ids, statements, strict=True)]
    patterns = [_pattern(n, points[REST + n :: PATTERNS]) for n in range(PATTERNS)]
    rest = Cluster(
        cluster_id=NOISE,
        field_id=FieldId(-1),
        members=tuple(Member(pain_point_id=i, membership=0) for i in ids[:REST]),
    )
    spans = [
        Span(
            statement_id=s.statement_id, start=53, end=64, kind="PERSON", score=0.9, detector="rule"
        )
        for s in statements[::3]
    ]
    matrix = np.random.default_rng(7).normal(size=(POINTS, 256)).astype(np.float32)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    vectors = Embeddings(tuple(ids), matrix, "test")
    doubts = [Doubt(s.statement_id, 1, ("unsichere Markierung",)) for s in statements[::5]]
    raw: Mapping[str, Statement] = {s.statement_id: s for s in statements}
    return Material(
        cases={
            "datenschutz": spans_case(statements, spans, key=b"a key"),
            "muster": patterns_case(patterns, [rest], points),
            "einstufung": assessments_case([_assessment(p) for p in patterns]),
        },
        pain_points={p.pain_point_id: p for p in points},
        statements={s.statement_id: s for s in masked},
        raw=raw.get,
        embeddings=lambda: vectors,
        doubts=lambda: doubts,
    )


def pattern_id(number: int) -> PatternId:
    return PatternId(f"M-{number:012}")


def _pattern(number: int, members: Sequence[PainPoint]) -> Pattern:
    return pattern_of(
        pattern_id(number),
        members,
        title=f"Muster {number}",
        keyphrases=("Scanner", "Post"),
        quotes=tuple(quote_of(p) for p in members[:3]),
        exemplars=(members[0].pain_point_id,),
        field_of_action=f"Feld {number % 8}",
        stability=0.7,
    )


def _assessment(pattern: Pattern) -> Assessment:
    return Assessment(
        pattern_id=pattern.pattern_id,
        verdict=Verdict.KI,
        lever=Lever.KI,
        reason="Weil es um Texte geht.",
        ratings=tuple(Rating(criterion=c, value=3, reason="Geschätzt.") for c in Criterion),
        analyst="Regelwerk",
    )


@pytest.fixture(scope="module")
def anna(tmp_path_factory: pytest.TempPathFactory) -> Visitor:
    folder = tmp_path_factory.mktemp("gross")
    material = large()
    log = Log(f"sqlite:///{folder / 'decisions.sqlite'}", "gross", where=str(folder))
    desk = Desk(lambda: material, log, Review(muster=2, einstufung=2))
    for checkpoint in CHECKPOINTS:
        desk.approve_all(checkpoint, reviewer="Bernd Cole", role="Freigabe")
    accounts = Accounts(folder / "konten.json")
    accounts.put("Anna Berg", "Freigabe", PASSWORD)
    visitor = Visitor(TestClient(build_app(desk, accounts), base_url="http://127.0.0.1"))
    visitor.sign_in("Anna Berg")
    return visitor


FIRST = pattern_id(0)


def how_slow() -> float:
    """How many times as long the sum takes here and now; 1 at least."""
    taken = []
    for _ in range(5):
        begun = time.process_time()
        sum(n * n for n in range(YARDSTICK))
        taken.append(time.process_time() - begun)
    return max(1.0, statistics.median(taken) / YARDSTICK_S)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/datenschutz",
        "/datenschutz?liste=alle&seite=400",
        "/datenschutz/S-00003",
        "/muster",
        "/muster?suche=scanner&sortierung=zweifel&seite=3",
        f"/muster/{FIRST}",
        f"/muster/{FIRST}/teilen",
        f"/muster/{FIRST}/zusammenfuehren",
        f"/muster/{FIRST}/verschieben",
        "/restmenge",
        "/einstufung",
        f"/einstufung/{FIRST}",
        "/zweitpruefung",
        "/protokoll",
    ],
)
def test_a_page_of_a_large_run_comes_at_once(anna, path):
    anna.get(path)
    taken = []
    for _ in range(5):
        begun = time.process_time()
        assert anna.get(path).status_code == 200
        taken.append(time.process_time() - begun)

    assert statistics.median(taken) < PROMISED_S * how_slow()


def test_after_a_page_of_a_long_list_comes_the_next_one(anna):
    page = anna.get("/datenschutz?liste=stichprobe").text
    hidden = re.findall(r'name="(liste|danach|aussage)" value="([^"]*)"', page)
    fields = {name: [v for n, v in hidden if n == name] for name in ("liste", "danach", "aussage")}
    answer = anna.post("/datenschutz", fields)

    assert fields["aussage"]
    assert answer.headers["location"] == "/datenschutz?liste=stichprobe&seite=2"
