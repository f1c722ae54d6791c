from calling import call, refused


def test_verify_notices_a_changed_file(survey, tmp_path):
    folder = tmp_path / "lauf"
    call("run", survey, "--run", folder, "--draft")
    assert call("verify", "--run", folder).returncode == 0

    (folder / "70_candidate_patterns.json").write_text("[]")

    refused(call("verify", "--run", folder), 1, "70_candidate_patterns.json")
