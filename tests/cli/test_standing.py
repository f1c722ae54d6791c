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
    facts = {"ledger": True, "files": 12, "decisions": 3, "anchored": 2, "last_decision": "ab12"}
    told = screen.verified(facts)
    settled = screen.verified({**facts, "anchored": 3})

    assert "1 Entscheidung kam seit Beginn des letzten Laufs dazu" in told
    assert "letzten Laufs" not in settled
    assert "letzten Entscheidung: ab12" in settled
