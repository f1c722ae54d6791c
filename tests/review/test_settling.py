"""What people decide flows on, through a whole run."""

import hashlib
from pathlib import Path

import pytest

from pipeline import verbs
from pipeline.errors import LedgerError, RunFolderError
from pipeline.flow import (
    ASSESSMENTS,
    CANDIDATE_PATTERNS,
    CANDIDATE_SPANS,
    PATTERNS,
    POTENTIAL_MAP,
)
from pipeline.potential_map import Fate
from pipeline.records import Verdict
from pipeline.review.changes import REST, SAMPLE, Change, read
from pipeline.review.desk import Said
from pipeline.runner import Event
from pipeline.store import Store

WHO = {"reviewer": "Anna", "role": "Prüfung"}
REASON = "Das passt hier nicht hinein."


class Run:
    """A run that goes as far as it can, and people who say something about it."""

    def __init__(self, folder: Path, survey: Path) -> None:
        self.folder = folder
        self.survey = survey
        self.made: list[str] = []

    def go(self, draft: bool = True, **options) -> "Run":
        self.made.clear()

        def watch(event: Event) -> None:
            if event.kind == "done":
                self.made.append(event.what)

        self.store, self.outcome = verbs.run(
            self.folder, [self.survey], draft=draft, watch=watch, **options
        )
        return self

    def say(self, checkpoint, item_id, action, **options) -> "Run":
        desk = verbs.open_desk(Store(self.folder))
        version = desk.item(checkpoint, item_id).version
        options = {"version": version, "reason": REASON, **WHO, **options}
        desk.decide(Said(checkpoint, item_id, action, **options))
        return self

    def approve(self) -> "Run":
        for checkpoint in ("datenschutz", "muster", "einstufung"):
            verbs.approve(Store(self.folder), checkpoint, reviewer="Anna")
            self.go()
        return self

    def patterns(self):
        return self.store.load(PATTERNS)

    def map(self):
        return self.store.load(POTENTIAL_MAP)

    def potential(self, pattern_id):
        return next(p for p in self.map().potentials if p.pattern.pattern_id == pattern_id)


@pytest.fixture
def finished(survey, tmp_path):
    return Run(tmp_path / "lauf", survey).go()


def test_where_nothing_was_found_a_person_reads_a_sample_before_the_run_goes_on(survey, tmp_path):
    run = Run(tmp_path / "lauf", survey).go(draft=False)
    waiting = run.outcome
    verbs.approve(run.store, "datenschutz", reviewer="Anna")
    run.go(draft=False)

    assert not run.store.load(CANDIDATE_SPANS)
    assert (waiting.waits_for.name, waiting.open) == ("datenschutz", 18)
    assert run.outcome.waits_for.name == "muster"


def test_a_statement_that_was_withdrawn_asks_for_no_decision(write_survey, survey_rows, tmp_path):
    texts = ("Frau Zwackelmann ist nie da.", "Herr Schnippenkötter ruft nie zurück.")
    named = [(*row[:-1], text) for row, text in zip(survey_rows, texts, strict=False)]
    run = Run(tmp_path / "lauf", write_survey([*named, *survey_rows[2:]])).go().approve()
    run.survey = write_survey([*named[1:], *survey_rows[2:]])
    run.go(draft=False)

    assert run.store.manifest.reviews["datenschutz"].open == 0


def test_an_approval_changes_no_content_and_makes_nothing_below_anew(finished):
    verbs.approve(Store(finished.folder), "muster", reviewer="Anna")

    assert finished.go().made == ["patterns", "potential_map"]
    assert finished.patterns() == finished.store.load(CANDIDATE_PATTERNS)


def test_a_new_title_is_in_the_map_and_the_proposal_keeps_its_own(finished):
    first = finished.patterns()[0]
    finished.say("muster", first.pattern_id, "edit", change=Change(title="So heißt es")).go()

    titles = {p.pattern.pattern_id: p.pattern.title for p in finished.map().potentials}
    assert titles[first.pattern_id] == "So heißt es"
    assert finished.store.load(CANDIDATE_PATTERNS)[0].title == first.title
    assert "candidate_assessments" in finished.made
    assert "candidate_patterns" not in finished.made


def test_the_state_counts_what_was_said_since_the_last_run(finished):
    store = Store(finished.folder)
    before = verbs.state(store)["reviews"]["muster"]
    first = finished.patterns()[0]
    finished.say("muster", first.pattern_id, "approve")

    after = verbs.state(Store(finished.folder))
    counts = {**before, "decided": before["decided"] + 1, "open": before["open"] - 1}
    assert (after["outcome"], after["reviews"]["muster"]) == ("waiting", counts)


def test_no_report_is_made_that_would_not_know_of_the_last_decision(finished):
    finished.say("muster", finished.patterns()[0].pattern_id, "approve")

    with pytest.raises(RunFolderError, match="wüsste nichts davon"):
        verbs.report(Store(finished.folder), ["html"])
    assert verbs.report(finished.go().store, ["html"])


def test_merged_patterns_are_assessed_as_one(finished):
    one, other = finished.patterns()[:2]
    change = Change(with_patterns=(other.pattern_id,))
    finished.say("muster", one.pattern_id, "merge", change=change).go()

    assessed = {a.pattern_id for a in finished.store.load(ASSESSMENTS)}
    assert one.pattern_id in assessed
    assert other.pattern_id not in assessed
    assert finished.store.manifest.ledger.pain_points_rejected == 0


def test_the_ledger_closes_over_a_discarded_pattern_and_a_move_to_the_restmenge(finished):
    gone, kept = finished.patterns()[:2]
    finished.say("muster", gone.pattern_id, "discard")
    moved = kept.members[0]
    finished.say("muster", kept.pattern_id, "move", change=Change(members=(moved,), to=REST)).go()

    ledger = finished.store.manifest.ledger
    assert ledger.pain_points_rejected == len(gone.members)
    assert moved in finished.map().noise
    assert set(gone.members) == set(finished.map().without_pattern)
    fates = {row.fate for row in finished.map().statements}
    assert Fate.OHNE_MUSTER in fates
    verbs.verify(Store(finished.folder))


def test_an_overridden_verdict_is_the_one_in_the_map(finished):
    first = finished.patterns()[0].pattern_id
    before = {p.pattern.pattern_id: p.assessment.verdict for p in finished.map().potentials}
    verdict = next(v for v in Verdict if v is not before[first])
    finished.say("einstufung", first, "override", change=Change(verdict=verdict)).go()

    potential = finished.potential(first)
    assert potential.assessment.verdict is verdict
    assert potential.assessment.reason == REASON
    assert potential.assessment_reviewed
    assert finished.made == ["assessments", "potential_map"]


def test_a_rejected_assessment_leaves_its_pattern_unassessed(finished):
    first = finished.patterns()[0].pattern_id
    finished.say("einstufung", first, "discard").go()

    assert not finished.potential(first).assessed


def test_a_run_is_no_draft_once_everything_is_released(finished):
    finished.approve()

    assert not finished.map().draft
    assert finished.outcome.waits_for is None
    assert all(p.pattern_reviewed and p.assessment_reviewed for p in finished.map().potentials)


def test_what_people_released_survives_a_new_setting(finished):
    first = finished.patterns()[0]
    finished.say("muster", first.pattern_id, "edit", change=Change(title="So heißt es"))
    finished.go(overrides={"cluster.patterns": 2})

    titles = [p.title for p in finished.patterns()]
    waiting = finished.store.manifest.reviews["muster"].undecided
    assert "So heißt es" in titles or waiting


def test_the_report_names_people_or_only_their_roles(finished):
    finished.approve()
    profile = finished.folder.parent / "profil.toml"
    profile.write_text('[review]\nnamed = "roles"\n')
    names = {d.reviewer for d in finished.map().decisions}
    finished.go(profile=profile)

    assert names == {"Anna"}
    assert {d.reviewer for d in finished.map().decisions} == {"Prüfung"}
    assert {name for r in finished.map().reviews for name in r.reviewers} == {"Prüfung"}


def test_a_log_that_lost_its_last_word_is_found(finished):
    finished.approve()
    for file in finished.folder.glob("decisions.sqlite*"):
        file.unlink()

    with pytest.raises(LedgerError, match="Am Ende der Kette"):
        verbs.verify(Store(finished.folder))


def test_verify_says_up_to_which_word_none_can_be_missing(finished):
    verbs.approve(Store(finished.folder), "muster", reviewer="Anna")
    before = verbs.verify(Store(finished.folder))
    finished.go(draft=True)
    after = verbs.verify(Store(finished.folder))

    assert before["anchored"] == 0 < before["decisions"]
    assert after["anchored"] == after["decisions"] == before["decisions"]
    assert before["last_decision"] == after["last_decision"] == finished.store.decisions()[-1].hash


def test_two_people_are_needed_where_the_profile_says_so(survey, tmp_path):
    profile = tmp_path / "profil.toml"
    profile.write_text("[review]\nmuster = 2\n")
    run = Run(tmp_path / "lauf", survey).go(draft=True, profile=profile)
    store = Store(run.folder)

    verbs.approve(store, "muster", reviewer="Anna")
    after_one = run.go(draft=True).store.manifest.reviews["muster"].open
    verbs.approve(Store(run.folder), "muster", reviewer="Bernd", role="Freigabe")
    after_two = run.go(draft=True).store.manifest.reviews["muster"].open

    assert after_one == len(run.patterns())
    assert after_two == 0


def test_after_forgetting_no_name_can_be_tried_out_against_the_log(survey, tmp_path):
    text = "Frau Schneider ruft jeden Tag wegen der Fristen an."
    survey.write_text(
        survey.read_text("utf-8-sig") + f"99;JC-01;Leistung;SB;F;{text}\n", "utf-8-sig"
    )
    run = Run(tmp_path / "lauf", survey).go()
    verbs.approve(Store(run.folder), "datenschutz", reviewer="Anna")
    verbs.forget(Store(run.folder))

    (masking,) = [d for d in Store(run.folder).decisions() if "PERSON" in (d.before or "")]
    assert hashlib.sha256(text.encode()).hexdigest() not in masking.model_dump_json()
    assert not list(run.folder.glob("10_*"))


def test_the_result_of_the_control_sample_is_in_log_record_and_report(finished):
    finished.approve()
    sample = finished.store.manifest.audit.sample
    notes = [d for d in finished.store.decisions() if d.item_id == SAMPLE]
    verbs.forget(Store(finished.folder))
    finished.store, _ = verbs.run(finished.folder, [], watch=lambda event: None)
    (page,) = verbs.report(finished.store, ["html"])

    assert sample.drawn
    assert sample.read == 0
    assert [read(note).sample for note in notes] == [sample]
    assert finished.map().audit.sample == sample
    assert sample.sentence in page.read_text("utf-8")
    assert "anonymisiert:" not in page.read_text("utf-8")
