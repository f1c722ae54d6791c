import hashlib
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.tools.readers import find_sources, skipped_files


def put(folder: Path, *names: str) -> None:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"Text aus {name}")


def test_a_folder_gives_its_files_by_relative_name(tmp_path: Path) -> None:
    put(tmp_path, "b.csv", "a.txt", "nord/b.csv")

    sources = find_sources([tmp_path])

    assert [source.name for source in sources] == ["a.txt", "b.csv", "nord/b.csv"]
    assert sources[0].sha256 == hashlib.sha256(b"Text aus a.txt").hexdigest()


def test_readme_profile_hidden_and_lock_files_are_no_input(tmp_path: Path) -> None:
    put(tmp_path, "a.csv", "README.md", "profil.toml", ".a.csv", ".git/b.csv", "~$a.xlsx", "c.docx")

    assert [source.name for source in find_sources([tmp_path])] == ["a.csv"]
    assert skipped_files([tmp_path]) == ("c.docx",)


def test_files_of_the_same_name_are_told_apart_by_their_folder(tmp_path: Path) -> None:
    put(tmp_path, "nord/umfrage.csv", "sued/umfrage.csv", "sued/mehr.csv")

    sources = find_sources([tmp_path / "nord", tmp_path / "sued"])

    assert [source.name for source in sources] == [
        "mehr.csv",
        "nord/umfrage.csv",
        "sued/umfrage.csv",
    ]


def test_a_file_given_twice_is_read_once(tmp_path: Path) -> None:
    put(tmp_path, "a.csv")

    assert len(find_sources([tmp_path / "a.csv", tmp_path])) == 1


def test_the_order_of_the_arguments_changes_nothing(tmp_path: Path) -> None:
    put(tmp_path, "x/a.csv", "y/a.csv", "z/b.csv")
    folders = [tmp_path / name for name in "xyz"]

    assert find_sources(folders) == find_sources(folders[::-1])


@pytest.mark.parametrize("name", ["fehlt.csv", "leer.csv", "ordner", "bild.png"])
def test_what_cannot_be_read_is_refused_with_file_and_remedy(tmp_path: Path, name: str) -> None:
    (tmp_path / "leer.csv").touch()
    (tmp_path / "ordner").mkdir()
    put(tmp_path, "bild.png", "ordner/notiz.docx")

    with pytest.raises(InputError) as refused:
        find_sources([tmp_path / name])

    assert name in str(refused.value)
    assert str(refused.value).count(". ") >= 1
