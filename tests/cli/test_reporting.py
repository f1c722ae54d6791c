import json

from calling import call, refused


def test_report_refuses_a_run_that_is_not_finished_and_an_unknown_format(survey, tmp_path):
    folder = tmp_path / "lauf"
    call("run", survey, "--run", folder)

    refused(call("report", "--run", folder), 1, "nicht abgeschlossen")
    refused(call("report", "--run", folder, "--to", "pdf"), 2, "pdf", "xlsx")


def test_what_people_have_settled_goes_into_ones_own_catalogue(survey, tmp_path):
    folder, own = tmp_path / "lauf", tmp_path / "katalog.json"
    call("run", survey, "--run", folder, "--draft")
    refused(call("catalogue", "add", "--run", folder, "--to", own), 2, "noch nicht geprüft")
    for checkpoint in ("datenschutz", "muster", "einstufung"):
        call("approve", "--run", folder, "--checkpoint", checkpoint, "--reviewer", "A")
    call("run", "--run", folder)

    process = call("catalogue", "add", "--run", folder, "--to", own, "--json")

    assert process.returncode == 0
    assert json.loads(process.stdout)["added"] == len(json.loads(own.read_text("utf-8")))
