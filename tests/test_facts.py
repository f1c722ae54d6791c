from pipeline import verbs
from pipeline.flow import POTENTIAL_MAP, STATEMENTS
from pipeline.review.changes import Change, Mask
from pipeline.review.desk import Said


def test_the_name_of_a_source_is_not_told(write_survey, survey_rows, tmp_path):
    source = write_survey(survey_rows, "Interview_Zorb.csv")
    with source.open("a", encoding="utf-8") as file:
        file.write("99;JC-01;zu;viele;Spalten;Text;und;noch;mehr\r\n")
    store, _ = verbs.run(tmp_path / "lauf", [source], draft=True, watch=lambda _: None)
    told = store.load(POTENTIAL_MAP).model_dump_json()

    assert "Eingang 1, Zeile 20" in told
    assert "Zorb" not in told


def test_kinds_are_counted_for_the_record(write_survey, survey_rows, tmp_path):
    said = ("Frau Zorbach ruft an, DE44 5001 0517 5407 3249 31 stimmt nie.", "Herr Zorbach wartet.")
    rows = [(f"x{n}", *survey_rows[n][1:-1], text) for n, text in enumerate(said)]
    source = write_survey([*survey_rows, *rows])
    store, _ = verbs.run(tmp_path / "lauf", [source], draft=True, watch=lambda _: None)

    assert store.load(POTENTIAL_MAP).audit.kinds == {"IBAN": 1, "PERSON": 2}


def test_every_tool_that_did_some_of_the_work_is_named(write_survey, survey_rows, tmp_path):
    source = write_survey(survey_rows)
    store, _ = verbs.run(tmp_path / "lauf", [source], draft=True, watch=lambda _: None)
    named = {method.stage for method in store.load(POTENTIAL_MAP).methods}

    assert named == {"detector", "extractor", "encoder", "clusterer", "analyst"}


def test_where_a_person_masked_something_is_not_told(write_survey, survey_rows, tmp_path):
    """From one end to the other it is as long as the name."""
    source = write_survey([*survey_rows, ("99", *survey_rows[0][1:-1], "Der Zorbel hilft nie.")])
    store, _ = verbs.run(tmp_path / "lauf", [source], draft=True, watch=lambda _: None)
    said = next(s for s in store.load(STATEMENTS) if "Zorbel" in s.text)
    change = Change(spans=(Mask(start=0, end=10, kind="PERSON"),))
    desk = verbs.open_desk(store)
    desk.decide(Said("datenschutz", said.statement_id, "edit", "A", "Prüfung", change=change))
    store, _ = verbs.run(tmp_path / "lauf", [], draft=True, watch=lambda _: None)

    decisions = store.load(POTENTIAL_MAP).decisions
    assert (decisions[0].item_id, decisions[0].action) == (said.statement_id, "edit")
    assert not [d for d in decisions if "spans" in (d.after or "")]
    assert "spans" in store.decisions()[0].after
