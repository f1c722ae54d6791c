from pipeline import verbs
from pipeline.flow import POTENTIAL_MAP


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
