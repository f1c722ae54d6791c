import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from itertools import permutations
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_model import tiny_model

from pipeline.config import Embed
from pipeline.errors import ModelError
from pipeline.resources import resource
from pipeline.tools.encoder import build_encoder
from pipeline.tools.encoders.cache import CachedEncoder
from pipeline.tools.encoders.prefixes import prefix
from pipeline.tools.encoders.safety import write_checksums
from pipeline.tools.encoders.tfidf import TfidfEncoder

COMPLAINTS = (
    "Die eAkte lädt morgens zehn Minuten.",
    "Morgens lädt die eAkte ewig.",
    "Bescheide versteht keiner.",
    "Kein Mensch versteht unsere Bescheide.",
)


def test_the_stand_in_says_that_it_is_one() -> None:
    assert "Ersatzverfahren" in build_encoder(Embed(method="tfidf")).label


def test_the_stand_in_gives_a_text_the_same_vector_in_any_row() -> None:
    expected = dict(zip(COMPLAINTS, TfidfEncoder().encode(COMPLAINTS), strict=True))

    for order in permutations(COMPLAINTS):
        for text, vector in zip(order, TfidfEncoder().encode(order), strict=True):
            np.testing.assert_array_equal(vector, expected[text])


def test_the_stand_in_finds_shared_spelling() -> None:
    vectors = TfidfEncoder().encode(COMPLAINTS)

    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]
    assert vectors[2] @ vectors[3] > vectors[1] @ vectors[3]


@settings(deadline=None, max_examples=30)
@given(st.lists(st.text(max_size=30), max_size=12))
def test_every_text_gets_a_row_of_unit_length(texts: list[str]) -> None:
    vectors = TfidfEncoder().encode(texts)

    assert vectors.dtype == np.float32
    assert vectors.shape[0] == len(texts)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), np.ones(len(texts)), rtol=1e-5)


def test_any_folder_becomes_unit_vectors(tmp_path: Path) -> None:
    encoder = build_encoder(Embed(encoder=tiny_model(tmp_path / "winzig")))

    vectors = encoder.encode(["Akte", "Bescheid", "Akte Akte", "Akte Bescheid", "Unbekanntes"])

    assert vectors.dtype == np.float32
    half = 0.5**0.5
    expected = [[1, 0], [0, 1], [1, 0], [half, half], [half, half]]
    np.testing.assert_allclose(vectors, expected, rtol=1e-6, atol=1e-7)


def test_no_texts_need_no_model(tmp_path: Path) -> None:
    folder = tiny_model(tmp_path / "winzig")
    tamper(folder)

    assert build_encoder(Embed(encoder=folder)).encode([]).shape[0] == 0


def test_no_socket_is_opened(tmp_path: Path) -> None:
    folder = tiny_model(tmp_path / "winzig")
    program = (
        "import sys, pathlib\n"
        "def guard(event, arguments):\n"
        "    if event in ('socket.connect', 'socket.getaddrinfo', 'socket.bind'):\n"
        "        raise SystemExit('socket ' + event)\n"
        "sys.addaudithook(guard)\n"
        "from pipeline.config import Embed\n"
        "from pipeline.tools.encoder import build_encoder\n"
        f"print(build_encoder(Embed(encoder=pathlib.Path({str(folder)!r}))).encode(['Akte']))\n"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    assert "1." in done.stdout


def test_the_identity_is_known_without_the_libraries(tmp_path: Path) -> None:
    folder = tiny_model(tmp_path / "winzig")
    program = (
        "import sys, pathlib\n"
        "from pipeline.config import Embed\n"
        "from pipeline.tools.encoder import build_encoder\n"
        f"print(build_encoder(Embed(encoder=pathlib.Path({str(folder)!r}))).identity)\n"
        "print('torch' in sys.modules)\n"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    identity, loaded = done.stdout.splitlines()
    assert identity == build_encoder(Embed(encoder=folder)).identity
    assert loaded == "False"


def test_a_changed_file_changes_the_identity_of_a_folder_without_checksums(tmp_path: Path) -> None:
    folder = tiny_model(tmp_path / "winzig")
    (folder / "SHA256SUMS").unlink()
    before = build_encoder(Embed(encoder=folder)).identity
    (folder / "tokenizer.json").write_text(
        (folder / "tokenizer.json").read_text().replace("akte", "kate")
    )

    assert build_encoder(Embed(encoder=folder)).identity != before


def tamper(folder: Path) -> None:
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x01")


def pickle_it(folder: Path) -> None:
    (folder / "pytorch_model.bin").write_bytes(b"\x80\x04.")


def disguise(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"\x80\x04K\x01.")
    write_checksums(folder)


def point_to_code(folder: Path) -> None:
    (folder / "config.json").write_text(json.dumps({"auto_map": {"AutoModel": "other--model.X"}}))
    write_checksums(folder)


def add_code(folder: Path) -> None:
    (folder / "modeling.py").write_text("import os\n")


def swap_module(folder: Path) -> None:
    (folder / "modules.json").write_text(json.dumps([{"path": "", "type": "os.path.Model"}]))
    write_checksums(folder)


def lose_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()
    write_checksums(folder)


def lose_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    write_checksums(folder)


def lose_modules(folder: Path) -> None:
    (folder / "modules.json").unlink()
    write_checksums(folder)


def lose_a_listed_file(folder: Path) -> None:
    (folder / "config_sentence_transformers.json").unlink()


def slip_in_a_file(folder: Path) -> None:
    (folder / "extra.json").write_text("{}")


def forget_a_word(folder: Path) -> None:
    path = folder / "tokenizer.json"
    path.write_text(path.read_text().replace(', "warten": 3', ""))
    write_checksums(folder)


def mix_models(folder: Path) -> None:
    (folder / "1_Pooling").mkdir()
    (folder / "config.json").write_text(json.dumps({"hidden_size": 384}))
    pooling = folder / "1_Pooling" / "config.json"
    pooling.write_text(json.dumps({"word_embedding_dimension": 768}))
    write_checksums(folder)


def hide_the_checksums(folder: Path) -> None:
    """Like a file that goes while the folder is read."""
    (folder / "SHA256SUMS").unlink()
    (folder / "SHA256SUMS").mkdir()


def break_json(folder: Path) -> None:
    (folder / "config_sentence_transformers.json").write_text("{")
    write_checksums(folder)


REFUSALS = {
    tamper: "verändert",
    pickle_it: "beim Laden Code ausführen",
    disguise: "keine safetensors-Datei",
    point_to_code: "auto_map",
    add_code: "enthält Programmcode",
    swap_module: "nicht zu sentence-transformers gehört",
    lose_tokenizer: "fehlt der Tokenizer",
    lose_weights: "fehlen die Gewichte",
    lose_modules: "kein sentence-transformers-Ordner",
    lose_a_listed_file: "das in SHA256SUMS steht",
    slip_in_a_file: "verändert",
    forget_a_word: "Dimension 4 statt 3",
    mix_models: "Dimension 768 statt 384",
    break_json: "kein lesbares JSON",
    hide_the_checksums: "nicht vollständig lesen",
}


@pytest.mark.parametrize("spoil", REFUSALS, ids=lambda spoil: spoil.__name__)
def test_each_unfit_folder_is_refused_with_its_own_sentence(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    folder = tiny_model(tmp_path / "winzig")
    spoil(folder)

    with pytest.raises(ModelError, match=REFUSALS[spoil]) as refusal:
        build_encoder(Embed(encoder=folder)).encode(["Akte"])

    assert str(folder) in str(refusal.value)


def test_a_missing_folder_is_refused_before_anything_is_encoded(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="gibt es nicht"):
        build_encoder(Embed(encoder=tmp_path / "fehlt"))


class CountingEncoder:
    """One dimension, the length of the text; counts what it was asked."""

    label = "Zähler"
    limits = ""

    def __init__(self, identity: str = "zaehler@1") -> None:
        self.identity = identity
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.asked.extend(texts)
        return np.array([[len(text), 1] for text in texts], dtype=np.float32)


def test_a_second_run_encodes_only_what_is_new(tmp_path: Path) -> None:
    old = [f"Aussage {number}" for number in range(5000)]
    new = [f"neue Aussage {number}" for number in range(50)]
    CachedEncoder(CountingEncoder(), tmp_path / "vektoren.sqlite").encode(old)
    second = CountingEncoder()

    vectors = CachedEncoder(second, tmp_path / "vektoren.sqlite").encode([*old, *new])

    assert sorted(second.asked) == sorted(new)
    np.testing.assert_array_equal(vectors, CountingEncoder().encode([*old, *new]))


def test_another_model_finds_nothing_in_the_cache(tmp_path: Path) -> None:
    CachedEncoder(CountingEncoder(), tmp_path / "vektoren.sqlite").encode(["eins"])
    other = CountingEncoder("zaehler@2")

    CachedEncoder(other, tmp_path / "vektoren.sqlite").encode(["eins"])

    assert other.asked == ["eins"]


def test_the_cache_holds_no_text(tmp_path: Path) -> None:
    CachedEncoder(CountingEncoder(), tmp_path / "vektoren.sqlite").encode(["Frau Sonnenschein"])

    assert b"Sonnenschein" not in (tmp_path / "vektoren.sqlite").read_bytes()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("multilingual-e5-small", "query: "),
        ("multilingual-e5-large-instruct", "Instruct: "),
        ("embeddinggemma-300m", "task: clustering | query: "),
        ("bge-m3", ""),
        ("paraphrase-multilingual-MiniLM-L12-v2", ""),
    ],
)
def test_a_family_gets_the_prefix_that_it_was_trained_with(
    tmp_path: Path, name: str, expected: str
) -> None:
    (tmp_path / name).mkdir()

    assert prefix(tmp_path / name).startswith(expected)
    assert bool(prefix(tmp_path / name)) == bool(expected)


def test_the_shipped_model_names_its_limits() -> None:
    assert "weder Wortfolge noch Verneinung" in build_encoder(Embed()).limits


def test_the_shipped_model_is_whole_and_finds_the_same_said_differently() -> None:
    shipped = build_encoder(Embed())

    scan, scanner, phone = shipped.encode(
        [
            "Die Post wird nicht eingescannt, der Scanner ist kaputt.",
            "Digitalisierte Eingänge kommen Tage zu spät, weil die Scanstelle nicht nachkommt.",
            "Das Telefon klingelt den ganzen Tag, ich komme zu nichts.",
        ]
    )

    assert "Ersatzverfahren" not in shipped.label
    assert scan @ scanner > 0.2 + scan @ phone


def test_the_shipped_model_is_small_enough_to_ship() -> None:
    files = resource("data/modelle/satz-de").iterdir()

    assert sum(path.stat().st_size for path in files) < 30_000_000
