import pytest

from pipeline.cli.screen import ending, made, model_table, status_page
from pipeline.flow import CHECKPOINTS, FLOW
from pipeline.run_facts import Ledger

NOTHING = {
    **dict.fromkeys(("ledger", "wave", "calls", "waits_for")), "forgotten": False,
    "outcome": "waiting",
}  # fmt: skip


def page(**state) -> str:
    return status_page({"run": "lauf", "steps": {}, "reviews": {}, **NOTHING, **state})


def test_a_count_of_masked_places_is_no_count_of_statements():
    steps = {"spans": {"records": 251, "left": {}, "seconds": 0.1}}
    reviews = {"datenschutz": {"open": 1, "proposed": 175}}
    lines = page(steps=steps, reviews=reviews).splitlines()

    assert "  Prüfung 1: Datenschutz: 251 Stellen zu maskieren; 1 von 175 Aussagen offen" in lines
    assert sum("Prüfung 1" in line for line in lines) == 1


def test_what_is_always_one_is_not_counted():
    assert made("known", 1, 0) == "Bisherige Entscheidungen aufnehmen"


def test_one_is_told_in_the_singular():
    assert made("clusters", 1, 2) == "Ähnliches zusammenführen: 1 Gruppe, 2 ausgeschieden"


LEDGER = dict.fromkeys(Ledger.model_fields, 0)


def ended(**ledger: int) -> str:
    state = {"run": "lauf", "draft": False, "methods": [], **NOTHING, "ledger": LEDGER | ledger}
    return ending(state, then="Bericht schreiben")


def test_a_run_without_a_pain_point_has_nothing_to_report():
    assert "zu berichten gibt es nichts" in ended()
    assert "Bericht schreiben" not in ended()
    assert ended(pain_points=1).endswith("Bericht schreiben")


def test_what_could_not_be_read_has_a_file_that_says_why():
    assert "10_statements.failures.jsonl" in ended(failed=1)
    assert "failures" not in ended()
    assert "; 1 Schmerzpunkt = " in ended(pain_points=1)


@pytest.mark.parametrize("step", [step.writes.name for step in FLOW])
def test_every_step_has_a_name(step):
    assert not made(step, 0, 0).startswith(step)


@pytest.mark.parametrize("checkpoint", [checkpoint.name for checkpoint in CHECKPOINTS])
def test_every_checkpoint_says_what_is_decided_there(checkpoint):
    assert page(reviews={checkpoint: {"open": 2, "proposed": 2}}).count("n offen") == 1


def test_what_is_missed_after_a_wave_may_only_have_been_corrected():
    names = ("stayed", "assigned", "founded", "rest", "stopped", "pain_points")
    wave = {**dict.fromkeys(names, 0), "gone": 3, "changes": ()}

    assert "3 entfallen oder im Wortlaut geändert" in page(wave=wave)


def test_a_run_that_waits_names_the_pages_before_it_names_taking_everything():
    reviews = {"muster": {"open": 2, "proposed": 2}}
    told = page(reviews=reviews, waits_for="muster")
    decided = page(reviews={"muster": {"open": 0, "proposed": 2}})

    assert "Prüfung 2: Muster: 2 Vorschläge warten auf eine Person." in told
    assert told.index("schmerzpunkt review --run lauf") < told.index("schmerzpunkt approve")
    assert "approve" not in decided
    assert decided.endswith("Weiter mit: schmerzpunkt run --run lauf")


def test_numbers_have_a_comma_and_a_model_says_what_it_cannot_do():
    model = {
        "name": "satz", "state": "vorhanden", "size_mb": 23, "ram_mb": 723, "licence": None,
        "scores": (20.84, 41.7), "statements_per_second": None, "note": "Kennt keine Verneinung.",
    }  # fmt: skip
    table = model_table([model])

    assert "20,8/41,7" in table
    assert "satz: Kennt keine Verneinung." in table
