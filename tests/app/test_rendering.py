import pytest

from pipeline import verbs
from pipeline.app import wording
from pipeline.app.rendering import minus
from pipeline.flow import STATEMENTS
from pipeline.store import Store

WORKSHOP = """WEBVTT

00:00:01.000 --> 00:00:04.000
<v Uta Ahrens>Der Drucker streikt jeden Montag, und niemand kommt.</v>

00:00:05.000 --> 00:00:09.000
<v Ole Brandt>Bei uns fehlt ständig das Papier im zweiten Stock.</v>
"""


def test_a_passage_of_a_transcript_is_found_by_a_german_word(run, visitor):
    transcript = run.parent / "workshop.vtt"
    transcript.write_text(WORKSHOP, "utf-8")
    verbs.run(run, [run.parent / "umfrage.csv", transcript], draft=True, watch=lambda _: None)
    (spoken, *_) = (s for s in Store(run).load(STATEMENTS) if s.locator == "Cue 1 · 00:00:01")
    anna = visitor("Anna Berg")
    pages = [
        anna.get(f"/datenschutz{at}").text for at in ("?liste=alle", f"/{spoken.statement_id}")
    ]

    for page in pages:
        assert "Abschnitt 1 · 00:00:01" in page
        assert "Cue" not in page


@pytest.mark.parametrize(
    ("iso", "shown"),
    [
        ("2026-03-02T09:15:00+00:00", "02.03.2026, 10:15 Uhr"),
        ("2026-07-02T22:30:00+00:00", "03.07.2026, 00:30 Uhr"),
    ],
)
def test_times_are_those_of_the_clock_on_the_wall(iso, shown):
    assert wording.moment(iso) == shown


@pytest.mark.parametrize(
    ("figure", "shown"), [("-0,5", "−0,5"), ("-0", "0"), ("0", "0"), ("–", "–")]
)
def test_nothing_has_no_sign(figure, shown):
    assert minus(figure) == shown
