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
