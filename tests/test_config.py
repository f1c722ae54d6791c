import re
import tomllib
from pathlib import Path

import pytest

import pipeline
from pipeline.config import Settings, check_settings, load_settings
from pipeline.errors import SettingsError


def profile(tmp_path, content):
    path = tmp_path / "profile" / "profil.toml"
    path.parent.mkdir()
    path.write_text(content, encoding="utf-8")
    return path


def test_paths_are_meant_relative_to_the_profile(tmp_path):
    path = profile(tmp_path, '[embed]\nencoder = "e5"\n[detect]\nown_names = "../team.txt"\n')

    settings = load_settings(path)

    assert settings.embed.encoder == path.parent / "e5"
    assert settings.detect.own_names == path.parent / "../team.txt"
    assert settings.detect.own_terms is None


def test_an_absolute_path_stays_what_it_is(tmp_path):
    path = profile(tmp_path, f'[embed]\nencoder = "{tmp_path.as_posix()}/e5"\n')

    assert load_settings(path).embed.encoder == tmp_path / "e5"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[fremd]\n", ["fremd", "ingest"]),
        ("[ingest]\nspalten = 3\n", ["ingest.spalten", "encoding"]),
        ("[ingest.columns]\nwort = 'x'\n", ["wort"]),
        ("[cluster]\npatterns = 0\n", ["cluster.patterns", "mindestens 1"]),
        ("[llm]\nbatch = 99\n", ["llm.batch", "höchstens 8"]),
        ("[llm]\nanalyst = 'ki'\n", ["llm.analyst", "auto, rules, ollama oder openai"]),
        ("[llm]\nbatch = 'viele'\n", ["llm.batch", "eine ganze Zahl"]),
        ("[ingest.columns]\ntext = 3\n", ["„ingest.columns.text“", "ein Text", "eine Liste"]),
        ("[ingest]\nsheet = 3\n", ["„ingest.sheet“", "ein Text in Anführungszeichen"]),
        ("[detect]\nown_names = 3\n", ["„detect.own_names“", "ein Pfad"]),
        ("[ingest]\ndelimiter = '::'\n", ["„ingest.delimiter“", "höchstens 1 Zeichen"]),
        ("[ingest]\ntranscripts = 3\n", ["„ingest.transcripts“", "ein Abschnitt"]),
        ('[detect]\nown_names = "C:\\Users\\x.txt"\n', ["Zeile 2", "mit / oder in einfachen"]),
        ('[detect]\nown_names = "C:\\Daten\\x.txt"\n', ["Zeile 2", "mit / oder in einfachen"]),
        ("[ingest\n", ["profil.toml", "TOML"]),
        ("[llm]\nbatch 3\n", ["Zeile 2, Spalte 7"]),
    ],
)
def test_a_profile_that_is_off_is_refused_and_told_what_there_is(tmp_path, content, words):
    with pytest.raises(SettingsError) as refused:
        load_settings(profile(tmp_path, content))

    for word in words:
        assert word in str(refused.value)


def test_a_missing_profile_is_named(tmp_path):
    with pytest.raises(SettingsError, match="gibt es nicht"):
        load_settings(tmp_path / "profil.toml")


def test_settings_survive_the_manifest():
    settings = Settings()

    assert check_settings(settings.model_dump(mode="json"), origin="run.json") == settings


def test_the_handbook_names_every_setting_with_its_default():
    handbook = Path(pipeline.__file__).parents[1] / "docs" / "handbuch" / "auswerten.md"
    (shown,) = re.findall(r"```toml\n(\[ingest]\n.*?)```", handbook.read_text("utf-8"), re.DOTALL)
    complete = tomllib.loads(re.sub(r"(?m)^# (?=\w+ = )", "", shown))
    elsewhere = {"ingest": {"columns", "transcripts"}}
    every = {
        name: set(type(section).model_fields) - elsewhere.get(name, set())
        for name, section in Settings()
    }

    assert {name: set(values) for name, values in complete.items()} == every
    assert check_settings(tomllib.loads(shown), origin="Handbuch") == Settings()
    assert check_settings(complete, origin="Handbuch")
