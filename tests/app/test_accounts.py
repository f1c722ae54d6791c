import json

import pytest

from pipeline.app.accounts import Accounts, accounts_file
from pipeline.errors import Refused, RunFolderError

PASSWORD = "vier worte ohne sinn"


@pytest.fixture
def known(tmp_path):
    return Accounts(tmp_path / "konten.json")


def test_a_password_is_kept_as_argon2id_and_for_the_owner_alone(known):
    known.put("Anna Berg", "Prüfung", PASSWORD)

    assert PASSWORD not in known.file.read_text("utf-8")
    assert json.loads(known.file.read_text("utf-8"))[0]["password"].startswith("$argon2id$")
    assert known.file.stat().st_mode & 0o077 == 0


def test_only_the_right_password_opens(known):
    known.put("Anna Berg", "Prüfung", PASSWORD)

    assert known.check("anna berg", PASSWORD) == known.get("Anna Berg")
    assert known.check("Anna Berg", PASSWORD + "!") is None
    assert known.check("Anna Borg", PASSWORD) is None


def test_a_new_password_keeps_role_and_spelling(known):
    known.put("Anna Berg", "Freigabe", PASSWORD)
    changed = known.put("anna  berg", None, PASSWORD + " neu")

    assert (changed.name, changed.role) == ("Anna Berg", "Freigabe")
    assert len(known.all()) == 1


@pytest.mark.parametrize(
    ("name", "role", "password"),
    [
        ("A", "Lesen", PASSWORD),
        ("Anna\x00Berg", "Lesen", PASSWORD),
        ("Anna Berg", "Chefin", PASSWORD),
        ("Anna Berg", None, PASSWORD),
        ("Anna Berg", "Lesen", "kurz"),
        ("Anna Berg", "Lesen", "x" * 201),
    ],
)
def test_what_will_not_do_is_refused_and_writes_nothing(known, name, role, password):
    with pytest.raises(Refused):
        known.put(name, role, password)

    assert not known.file.exists()


def test_an_account_that_was_removed_is_gone_for_every_reader(known):
    known.put("Anna Berg", "Lesen", PASSWORD)
    other = Accounts(known.file)
    assert other.get("Anna Berg")
    known.remove("Anna Berg")

    assert other.all() == ()
    with pytest.raises(Refused):
        known.remove("Anna Berg")


def test_a_broken_file_is_named_and_lets_nobody_in(known):
    known.file.write_text("[{]", "utf-8")

    with pytest.raises(RunFolderError, match=r"konten\.json"):
        known.check("Anna Berg", PASSWORD)


def test_accounts_lie_beside_the_run_and_not_in_it(tmp_path):
    assert accounts_file(tmp_path / "lauf") == tmp_path / "konten.json"
