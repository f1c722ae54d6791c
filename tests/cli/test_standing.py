from calling import call, refused

from pipeline.cli import screen


def test_verify_notices_a_changed_file(survey, tmp_path):
    folder = tmp_path / "lauf"
    call("run", survey, "--run", folder, "--draft")
    sound = call("verify", "--run", folder)

    (folder / "70_candidate_patterns.json").write_text("[]")

    assert sound.returncode == 0
    assert "Die Bilanz geht auf." in sound.stdout
    refused(call("verify", "--run", folder), 1, "70_candidate_patterns.json")


def test_verify_says_what_it_cannot_know():
    facts = {"ledger": False, "files": 1, "decisions": 0, "anchored": 0, "last_decision": ""}
    silent = screen.verified(facts)
    told = screen.verified({**facts, "decisions": 3, "last_decision": "ab12"})

    assert silent.startswith("Eine Bilanz gibt es noch nicht. 1 Datei ist unverändert")
    assert "letzten Entscheidung" not in silent
    assert "ob spätere fehlen, ist nicht zu erkennen" in told
    assert "letzten Entscheidung: ab12" in told
