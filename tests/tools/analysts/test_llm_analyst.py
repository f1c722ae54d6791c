import json
from typing import Any

import pytest

from pipeline.config import Llm
from pipeline.records import (
    Criterion,
    Lever,
    PainPoint,
    PainPointId,
    StatementId,
    Verdict,
)
from pipeline.tools.analysts import Group, Judgement, Summary
from pipeline.tools.analysts.building import rule_analyst
from pipeline.tools.analysts.llm import LlmAnalyst
from pipeline.tools.llm import Answer
from pipeline.tools.llm.asking import Asker
from pipeline.tools.llm.fake import FakeModel
from pipeline.tools.llm.journal import Journal
from pipeline.tools.llm.tokens import tokens_at_most
from pipeline.tools.prompts import Prompt

RULES = rule_analyst(Llm(analyst="rules"))
GRADE = {"grund": "Aus den Aussagen.", "wert": 4}
OPINION: dict[str, Any] = {
    "dafuer": [], "dagegen": [{"text": "Eine Schnittstelle genügt.", "belege": ["Z2"]}],
    "begruendung": "Die Daten liegen strukturiert vor.", "urteil": "Nicht-KI",
    "hebel": "Digitalisierung", "voraussetzungen": [], "loesung": "", "mensch": "",
    "risiken": [], "nutzen": GRADE, "standardisierbarkeit": GRADE, "datenlage": GRADE,
    "rechtliche_sensibilitaet": GRADE, "akzeptanz": {"grund": "", "wert": 0},
    "umsetzungsaufwand": GRADE,
}  # fmt: skip
AI = OPINION | {"urteil": "KI", "hebel": "KI"}
NAMING = {
    "beschreibung": "Daten werden von Hand doppelt erfasst.", "ursache": "", "wirkung": "",
    "betroffene": "Sachbearbeitung", "titel": "Daten werden doppelt erfasst",
    "zitate": [{"id": "Z1", "text": "doppelt getippt"}],
}  # fmt: skip


def group(count: int = 20, letters: int = 0) -> Group:
    points = tuple(
        PainPoint(
            pain_point_id=PainPointId(f"PP-{n:02}"), statement_id=StatementId(f"S{n:02}"),
            start=0, end=99, text=f"Nr {n} doppelt getippt." + "x " * letters, issue="Doppelt.",
        )
        for n in range(count)
    )  # fmt: skip
    return Group(points, points[:5], ("tippen",), 2, 4, 99, neighbours=(("Telefon",),))


def analyst(*said: Any, num_ctx: int = 8192, votes: int = 3) -> tuple[LlmAnalyst, FakeModel]:
    script = [s if isinstance(s, Answer | str) else json.dumps(s) for s in said]
    model = FakeModel(script, num_ctx=num_ctx)
    notices: list[str] = []

    def notify(words: str, *, passing: bool = False) -> None:
        if not passing:
            notices.append(words)

    asker = Asker(model, Journal(None), leak_gate=lambda *texts: "", probe=False, notify=notify)
    prompts = Prompt("summarise"), Prompt("assess"), Prompt("same")
    made = LlmAnalyst(asker, RULES, *prompts, votes=votes, num_predict=1200, seed=1)
    model.notices = notices  # type: ignore[attr-defined]
    return made, model


def judged(*said: Any) -> Judgement | str:
    [answer] = analyst(*said, votes=len(said))[0].assess([group()], [Summary("T", "S")])
    return answer


def test_the_majority_decides_and_the_votes_are_kept():
    answer = judged(AI, OPINION, OPINION)

    assert isinstance(answer, Judgement)
    assert (answer.verdict, answer.lever) == (Verdict.NICHT_KI, Lever.DIGITALISIERUNG)
    assert [(v.verdict, v.share) for v in answer.votes] == [
        (Verdict.NICHT_KI, 0.6667),
        (Verdict.KI, 0.3333),
    ]


def test_without_a_majority_nobody_can_tell_yet():
    after = OPINION | {"urteil": "KI nach Vorarbeit", "hebel": "KI"}
    answer = judged(AI, OPINION, after)

    assert isinstance(answer, Judgement)
    assert (answer.verdict, answer.lever) == (Verdict.UNKLAR, None)
    assert len(answer.votes) == 3


@pytest.mark.parametrize(
    ("good", "verdict", "share"), [(2, Verdict.NICHT_KI, 0.6667), (1, Verdict.UNKLAR, 0.3333)]
)
def test_a_vote_that_failed_counts_for_nobody(good, verdict, share):
    failed = [{}] * 6 * (3 - good)
    made, _ = analyst(*[OPINION] * good, *failed)
    [answer] = made.assess([group()], [Summary("T", "S")])

    assert isinstance(answer, Judgement)
    assert answer.verdict == verdict
    assert [vote.share for vote in answer.votes] == [share]


def test_the_votes_differ_in_seed_and_chance():
    made, model = analyst(OPINION, OPINION, OPINION)
    made.assess([group()], [Summary("T", "S")])

    assert len({(e.seed, e.temperature) for e in model.efforts}) == 3
    assert model.efforts[0].temperature == 0


@pytest.mark.parametrize(
    "change",
    [
        {"urteil": "KI"},
        {"hebel": "KI"},
        {"hebel": "unklar"},
        {"dagegen": []},
        {"dagegen": [{"text": "Das ist so.", "belege": ["Z77"]}]},
    ],
)
def test_a_verdict_that_contradicts_its_lever_or_has_no_evidence_is_refused(change):
    made, _ = analyst(*[OPINION | change] * 6, votes=1)

    assert isinstance(made.assess([group()], [Summary("T", "S")])[0], str)


def test_evidence_names_the_statements_that_were_shown_however_few():
    cut_off = Answer(json.dumps(OPINION), finished=False, prompt_tokens=None)
    whole, _ = analyst(OPINION, votes=1)
    less, _ = analyst(
        cut_off, OPINION | {"dagegen": [{"text": "Genügt.", "belege": ["Z4"]}]}, votes=1
    )
    [first] = whole.assess([group()], [Summary("T", "S")])
    [second] = less.assess([group()], [Summary("T", "S")])

    assert isinstance(first, Judgement)
    assert isinstance(second, Judgement)
    assert first.arguments_against[0].evidence == ("S01",)
    # Three at the heart, then three at the rim: the fourth is the first of those.
    assert second.arguments_against[0].evidence == ("S17",)


def test_what_cannot_be_judged_is_not_rated():
    answer = judged(OPINION)

    assert isinstance(answer, Judgement)
    ratings = {rating.criterion: rating.value for rating in answer.ratings}
    assert ratings[Criterion.AKZEPTANZ] is None
    assert Criterion.FALLZAHL not in ratings


def test_a_quote_is_kept_at_the_place_where_it_stands():
    made, model = analyst(NAMING)
    [summary] = made.summarise([group()])

    assert isinstance(summary, Summary)
    [quoted] = summary.quoted
    assert (quoted.pain_point_id, quoted.start, quoted.end) == ("PP-00", 5, 20)
    assert "Telefon" in model.asked[0].user


def test_a_title_that_is_too_long_is_asked_for_again():
    made, model = analyst(
        NAMING | {"titel": "Neun Wörter sind für diesen Titel eines zu viel"}, NAMING
    )
    [summary] = made.summarise([group()])

    assert isinstance(summary, Summary)
    assert summary.title == NAMING["titel"]
    assert "acht" in model.asked[1].user or "8 Wörter" in model.asked[1].user


@pytest.mark.parametrize(("num_ctx", "shown"), [(8192, 12), (4096, 12), (3072, 11), (2560, 6)])
def test_a_small_window_shows_as_many_statements_as_fit(num_ctx, shown):
    made, model = analyst(NAMING, num_ctx=num_ctx)
    made.summarise([group(letters=100)])

    [prompt] = model.asked
    assert prompt.user.count('{"id": "Z') == shown
    assert tokens_at_most(prompt) + 1200 <= num_ctx


def test_how_many_calls_are_ahead_is_said_before_the_first():
    made, model = analyst(OPINION, OPINION, OPINION, OPINION, OPINION, OPINION)
    made.assess([group(20), group(19)], [Summary("T", "S")] * 2)
    made.assess([group(20), group(19)], [Summary("T", "S")] * 2)

    announced = [n for n in model.notices if "wird" in n]  # type: ignore[attr-defined]
    assert announced == ["Das Sprachmodell wird 6-mal gefragt."]


def test_another_prompt_concerns_its_own_stage_only(tmp_path):
    (tmp_path / "assess.md").write_text("Anders\n---\n$title", encoding="utf-8")
    made, _ = analyst()
    asker = Asker(FakeModel([]), Journal(None), leak_gate=lambda *texts: "")
    prompts = Prompt("summarise"), Prompt("assess", tmp_path), Prompt("same")
    other = LlmAnalyst(asker, RULES, *prompts, votes=3, num_predict=1200, seed=1)

    assert made.identities["summarise"] == other.identities["summarise"]
    assert made.identities["assess"] != other.identities["assess"]


@pytest.mark.parametrize(("said", "pairs"), [("ja", [(0, 1)]), ("nein", []), ("unklar", [])])
def test_only_a_yes_makes_two_patterns_alike(said, pairs):
    made, model = analyst({"grund": "Eine Schnittstelle löst beides.", "antwort": said})
    found = made.alike([group(20), group(18)], [Summary("T", "Beides."), Summary("U", "Auch.")])

    assert found == pairs
    assert len(model.asked) == 1


def test_groups_on_different_topics_are_not_even_asked_about():
    other = group().pain_points[0].model_copy(update={"text": "Der Dolmetscher fehlt im Gespräch."})
    made, model = analyst()
    apart = Group((other,), (other,), (), 1, 1, 1)

    assert made.alike([group(), apart], [Summary("T", "S"), Summary("U", "S")]) == []
    assert model.asked == []
