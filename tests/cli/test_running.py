import json

from calling import call, timed


def test_a_run_reports_its_ledger_and_where_to_go_on(survey, tmp_path):
    process = call("run", survey, "--run", tmp_path / "lauf", "--draft")

    assert process.returncode == 0
    assert "ENTWURF – ungeprüft" in process.stdout
    assert "18 gelesen = 18 behalten" in process.stdout
    assert "schmerzpunkt report --run" in process.stdout


def test_notes_that_know_of_no_site_have_their_report(survey_rows, tmp_path):
    notes = tmp_path / "notizen.txt"
    notes.write_text("\n".join(row[-1] for row in survey_rows), encoding="utf-8")
    call("run", notes, "--run", tmp_path / "lauf", "--draft")

    process = call("report", "--run", tmp_path / "lauf")

    assert process.returncode == 0
    told = (tmp_path / "lauf" / "report.html").read_text(encoding="utf-8")
    assert "mindestens 5 Aussagen. Standort" in told


def test_a_run_that_waits_for_a_person_ends_with_3_and_names_the_next_command(survey, tmp_path):
    process = call("run", survey, "--run", tmp_path / "lauf")

    assert process.returncode == 3
    assert "schmerzpunkt approve --run" in process.stdout


def test_quiet_prints_nothing_and_json_one_object(survey, tmp_path):
    quiet = call("run", survey, "--run", tmp_path / "a", "--draft", "--quiet")
    as_json = call("run", survey, "--run", tmp_path / "b", "--draft", "--json")

    assert quiet.stdout == quiet.stderr == ""
    assert json.loads(as_json.stdout)["outcome"] == "finished"
    assert as_json.stderr == ""


def test_a_wish_for_a_number_of_patterns_is_met(survey, tmp_path):
    call("run", survey, "--run", tmp_path / "lauf", "--draft", "--patterns", 2)
    patterns = json.loads((tmp_path / "lauf" / "70_candidate_patterns.json").read_text("utf-8"))

    assert len(patterns) == 2


def test_a_second_run_takes_under_three_seconds(survey, tmp_path):
    call("run", survey, "--run", tmp_path / "lauf", "--draft")

    process, seconds = timed("run", survey, "--run", tmp_path / "lauf", "--draft")

    assert "✓" not in process.stderr
    assert seconds < 3


def test_a_wave_is_told_and_forgotten_where_all_is_grouped_anew(
    survey, write_survey, survey_rows, tmp_path
):
    folder = tmp_path / "lauf"
    call("run", survey, "--run", folder, "--draft", "--quiet")
    call("approve", "--run", folder, "--checkpoint", "muster", "--reviewer", "A")
    late = ("99", *survey_rows[0][1:-1], "Der Scanner ist defekt, eingescannte Post bleibt liegen.")
    first = call("run", write_survey([*survey_rows, late]), "--run", folder, "--draft")
    second = call("run", "--run", folder, "--draft", "--regroup", "--json")

    assert "19 Schmerzpunkte = 18 wie bisher in Mustern + 1 neu in geprüften" in first.stdout
    assert json.loads(second.stdout)["wave"] is None
