from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import verbs
from pipeline.store import Store

SPELLING = {"embed.method": "tfidf", "llm.analyst": "rules"}


@pytest.fixture
def told(tmp_path: Path) -> Callable[..., str]:
    """What a draft run says besides what it makes."""

    def run(*sources: Path, patterns: int | None = None, **options: object) -> str:
        notices: list[str] = []
        overrides = SPELLING | ({"cluster.patterns": patterns} if patterns else {})
        verbs.run(
            tmp_path / "lauf",
            sources,
            draft=True,
            overrides=overrides,
            watch=lambda event: notices.append(event.what) if event.kind == "notice" else None,
            **options,
        )
        return "\n".join(notices)

    return run


def test_a_transcript_that_is_not_there_is_named(told, survey, tmp_path):
    profile = tmp_path / "profil.toml"
    profile.write_text('[ingest.transcripts."falsch.vtt"]\nsite = "JC-01"\n', encoding="utf-8")

    assert "falsch.vtt" in told(survey, profile=profile)


def test_a_source_that_is_missing_or_renamed_is_named_only_after_a_review(
    told, survey, survey_rows, write_survey, tmp_path
):
    more = write_survey([("99", *survey_rows[0][1:])], "zweite.csv")
    told(survey, more)
    before = told(survey)
    told(survey, more)
    verbs.approve(Store(tmp_path / "lauf"), "muster", reviewer="A")

    renamed = told(survey, more.rename(tmp_path / "dritte.csv"))
    missing = told(survey)

    assert "zweite.csv" not in before
    assert "zweite.csv heißt jetzt dritte.csv" in renamed
    assert "dritte.csv fehlt" in missing
    assert "umfrage.csv fehlt" not in missing


def test_a_wish_that_is_not_met_is_told_with_the_reason(told, survey, tmp_path):
    met = told(survey, patterns=2)
    vain = told(survey, patterns=500)
    told(survey, patterns=2)
    verbs.approve(Store(tmp_path / "lauf"), "muster", reviewer="A")

    reviewed = told(survey, patterns=3)

    assert "Gewünschte" not in met
    assert "Gewünschte Muster: 500, entstanden: 0" in vain
    assert "Gewünschte Muster: 3, entstanden: 2" in reviewed
    assert "--regroup" in reviewed
