from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline import verbs
from pipeline.config import Settings
from pipeline.errors import LedgerError, UsageError
from pipeline.flow import FLOW
from pipeline.means import build_means
from pipeline.runner import Event, Runner
from pipeline.store import Store
from pipeline.tools.readers import find_sources

ALL = [step.writes.name for step in FLOW]
FROM_KNOWN = ALL[ALL.index("known") :]
FROM_PATTERNS = ALL[ALL.index("candidate_patterns") :]


class Watch:
    def __init__(self) -> None:
        self.events: list[Event] = []

    def __call__(self, event: Event) -> None:
        self.events.append(event)

    @property
    def made(self) -> list[str]:
        return [e.what for e in self.events if e.kind == "done"]


def run(folder: Path, *sources: Path, **options) -> Watch:
    watch = Watch()
    verbs.run(folder, sources, draft=True, watch=watch, **options)
    return watch


@pytest.fixture
def finished(survey: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "lauf"
    run(folder, survey)
    return folder


def test_the_first_run_makes_everything_in_the_order_of_the_flow(survey, tmp_path):
    assert run(tmp_path / "lauf", survey).made == ALL


def test_a_second_run_makes_nothing(finished, survey):
    assert run(finished, survey).made == []


def test_a_second_run_without_sources_makes_nothing(finished):
    assert run(finished).made == []


def test_a_changed_row_makes_everything_anew(finished, write_survey, survey_rows):
    changed = [*survey_rows[:-1], (*survey_rows[-1][:-1], "Der Aufzug steckt immer wieder fest.")]

    assert run(finished, write_survey(changed)).made == ALL


def test_a_new_blank_row_changes_the_ledger_and_nothing_else(finished, write_survey, survey_rows):
    with_blank = [*survey_rows, ("99", "JC-01", "Leistung", "Sachbearbeitung", "Frage", "k. A.")]

    made = run(finished, write_survey(with_blank)).made

    assert made == ["statements", "potential_map"]
    assert Store(finished).manifest.ledger.blank == 1


def test_a_setting_of_the_clusterer_makes_the_clusters_anew_and_what_follows(finished, survey):
    made = run(finished, survey, overrides={"cluster.patterns": 2}).made

    assert made[:2] == ["known", "clusters"]
    assert set(made) <= set(FROM_KNOWN)


@dataclass(frozen=True)
class Renamed:
    """The same tool after its prompt was changed: only its identity tells."""

    tool: object
    identity: str
    identities: Mapping[str, str]

    def __getattr__(self, name: str) -> object:
        return getattr(self.tool, name)


def test_another_prompt_makes_the_patterns_anew_and_leaves_the_clusters(finished):
    store, watch = Store(finished), Watch()
    means = build_means(Settings())
    means["analyst"] = Renamed(means["analyst"], "other prompt", {})

    Runner(store, means=means, settings=Settings(), sources=None, draft=True, watch=watch).run()

    assert watch.made[0] == "candidate_patterns"
    assert set(watch.made) <= set(FROM_PATTERNS)


def test_another_prompt_of_the_assessment_leaves_the_patterns_alone(finished):
    store, watch = Store(finished), Watch()
    means = build_means(Settings())
    analyst = means["analyst"]
    identities = {"summarise": analyst.identity, "assess": "other prompt"}
    means["analyst"] = Renamed(analyst, "other prompt", identities)

    Runner(store, means=means, settings=Settings(), sources=None, draft=True, watch=watch).run()

    assert watch.made[0] == "candidate_assessments"


def test_settings_hold_for_later_calls_without_a_profile(survey, tmp_path):
    run(tmp_path / "lauf", survey, overrides={"cluster.patterns": 2})

    assert run(tmp_path / "lauf", survey).made == []


def test_a_file_edited_by_hand_is_made_again(finished):
    path = finished / "40_pain_points.parquet"
    before = path.read_bytes()
    path.write_bytes(b"edited")

    made = run(finished).made

    assert made == ["pain_points"]
    assert path.read_bytes() == before


def test_without_draft_the_run_waits_thrice_and_a_settled_run_is_no_draft(survey, tmp_path):
    folder, waited = tmp_path / "lauf", []
    for _ in range(4):
        store, outcome = verbs.run(folder, [survey], watch=Watch())
        if outcome.waits_for is None:
            break
        waited.append(outcome.waits_for.name)
        assert verbs.approve(store, outcome.waits_for.name, reviewer="A") == outcome.open

    assert waited in (["muster", "einstufung"], ["datenschutz", "muster", "einstufung"])
    assert outcome.waits_for is None
    assert not outcome.draft


def test_an_undecided_draft_says_so_and_keeps_waiting_without_draft(finished):
    assert Store(finished).manifest.draft

    _, outcome = verbs.run(finished, [], watch=Watch())

    assert outcome.waits_for is not None


def test_a_decision_on_patterns_that_changed_since_no_longer_counts(
    survey, tmp_path, write_survey, survey_rows
):
    folder = tmp_path / "lauf"
    store, _ = verbs.run(folder, [survey], draft=True, watch=Watch())
    verbs.approve(store, "muster", reviewer="A")
    fewer = write_survey(survey_rows[: len(survey_rows) // 2])

    store, _ = verbs.run(folder, [fewer], draft=True, watch=Watch())

    assert store.manifest.reviews["muster"].open > 0


def test_after_forgetting_everything_below_the_wall_still_works(finished):
    verbs.forget(Store(finished))

    left = {path.name for path in finished.iterdir()}
    assert not {"10_statements.parquet", "20_candidate_spans.parquet"} & left
    assert run(finished).made == ["potential_map"]  # which now says that the raw text is gone
    assert run(finished).made == []
    assert run(finished, overrides={"cluster.patterns": 2}).made[0] == "known"
    assert verbs.verify(Store(finished))["files"] == len(ALL) - 2
    assert verbs.report(Store(finished), ["html", "xlsx"])


def test_a_run_without_a_source_says_what_is_missing(tmp_path):
    store = Store(tmp_path / "lauf", create=True)
    runner = Runner(store, means={}, settings=Settings(), sources=None, draft=True, watch=Watch())

    with pytest.raises(UsageError, match="Es fehlt die Quelle"):
        runner.run()


def test_a_stage_that_loses_a_statement_stops_the_run(survey, tmp_path):
    @dataclass(frozen=True)
    class Forgetful:
        tool: object
        identity: str = "forgetful"

        def encode(self, texts):
            return self.tool.encode(texts)[:-1]

    means = build_means(Settings())
    means["encoder"] = Forgetful(means["encoder"])
    store = Store(tmp_path / "lauf", create=True)
    runner = Runner(
        store,
        means=means,
        settings=Settings(),
        sources=find_sources([survey]),
        draft=True,
        watch=Watch(),
    )

    with pytest.raises((LedgerError, ValueError, IndexError)):
        runner.run()
