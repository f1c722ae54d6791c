"""What a model folder must be before anything of it is loaded: data, complete, unchanged."""

import hashlib
import json
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.errors import ModelError, reason

CHECKSUMS = "SHA256SUMS"

# Unpickling any of these runs whatever the file says; safetensors holds numbers and nothing else.
_PICKLES = {".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".h5", ".msgpack", ".joblib", ".npy"}
_CODE = {".py", ".pyc", ".so", ".pyd", ".dll", ".dylib"}
_TOKENIZERS = ("tokenizer.json", "sentencepiece.bpe.model", "spiece.model", "vocab.txt")


def digest(folder: Path) -> str:
    """Names the model without loading it: the checksum file speaks for all others.

    A folder without one is hashed file by file, once per process and state of the folder.
    """
    with _readable(folder):
        if (folder / CHECKSUMS).exists():
            return sha256(folder / CHECKSUMS)
        files = [(path, path.stat()) for path in model_files(folder)]
        state = tuple((path, stat.st_size, stat.st_mtime_ns) for path, stat in files)
        return _digest_of(folder, state)


@lru_cache
def _digest_of(folder: Path, state: tuple[tuple[Path, int, int], ...]) -> str:
    lines = [f"{sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path, _, _ in state]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def check(folder: Path) -> None:
    """Raises ``ModelError`` at the first thing that is not as it must be; opens no socket."""
    if not folder.is_dir():
        raise ModelError(
            f"Den Modellordner {folder} gibt es nicht. Prüfen Sie den Pfad; ein Modell wird immer "
            "aus einem lokalen Ordner geladen, nie aus dem Netz."
        )
    with _readable(folder):
        files = model_files(folder)
        _refuse_code(folder, files)
        _require_parts(folder, files)
        _verify_checksums(folder, files)
        _check_dimensions(folder)


@contextmanager
def _readable(folder: Path) -> Iterator[None]:
    """Files may be locked, or go while they are read."""
    try:
        yield
    except OSError as error:
        raise ModelError(
            f"Der Modellordner {folder} lässt sich nicht vollständig lesen ({reason(error)}). "
            "Prüfen Sie die Rechte, und ob gerade etwas kopiert oder gelöscht wird."
        ) from None


def model_files(folder: Path) -> list[Path]:
    """Every file of the model in a fixed order; its card and what is hidden are not part of it."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and path.name != CHECKSUMS
        and path.suffix != ".md"
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_checksums(folder: Path) -> None:
    lines = [
        f"{sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in model_files(folder)
    ]
    (folder / CHECKSUMS).write_text("".join(lines), encoding="utf-8")


def _refuse_code(folder: Path, files: list[Path]) -> None:
    for path in files:
        name = path.relative_to(folder).as_posix()
        if path.suffix in _CODE:
            raise ModelError(
                f"Der Modellordner {folder} enthält Programmcode ({name}). Solche Modelle werden "
                "nicht geladen; wählen Sie eines, das ohne eigenen Code auskommt."
            )
        if path.suffix in _PICKLES:
            raise ModelError(
                f"Der Modellordner {folder} enthält eine Datei, die beim Laden Code ausführen kann "
                f"({name}). Löschen Sie sie, wenn daneben eine .safetensors-Datei liegt; sonst "
                "wählen Sie ein anderes Modell."
            )
        if path.suffix == ".json" and "auto_map" in _keys(read_json(path)):
            raise ModelError(
                f"{path} verweist mit „auto_map“ auf fremden Programmcode. Solche Modelle werden "
                "nicht geladen; wählen Sie eines, das ohne eigenen Code auskommt."
            )


def _require_parts(folder: Path, files: list[Path]) -> None:
    if not (folder / "modules.json").is_file():
        raise ModelError(
            f"{folder} ist kein sentence-transformers-Ordner: Es fehlt modules.json. Kopieren Sie "
            "den Ordner vollständig, mit allen Unterordnern."
        )
    for module in read_json(folder / "modules.json"):
        if not str(module.get("type", "")).startswith("sentence_transformers."):
            raise ModelError(
                f"{folder / 'modules.json'} nennt einen Baustein, der "
                "nicht zu sentence-transformers gehört. Solche Modelle werden nicht geladen; "
                "wählen Sie ein anderes."
            )
    names = {path.name for path in files}
    if not names.intersection(_TOKENIZERS):
        raise ModelError(
            f"Im Modellordner {folder} fehlt der Tokenizer (tokenizer.json). Kopieren Sie den "
            "Ordner noch einmal vollständig."
        )
    if not any(path.suffix == ".safetensors" for path in files):
        raise ModelError(
            f"Im Modellordner {folder} fehlen die Gewichte (model.safetensors). Kopieren Sie den "
            "Ordner noch einmal vollständig."
        )


def _verify_checksums(folder: Path, files: list[Path]) -> None:
    """A folder without SHA256SUMS is the user's own word; with one, every file must keep it."""
    if not (folder / CHECKSUMS).exists():
        return
    lines = (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    expected = {
        name.lstrip("*"): sum_ for sum_, _, name in (line.partition("  ") for line in lines)
    }
    found = {path.relative_to(folder).as_posix(): path for path in files}
    for name in sorted(expected.keys() - found.keys()):
        raise ModelError(
            f"Im Modellordner {folder} fehlt {name}, das in {CHECKSUMS} steht. Kopieren Sie den "
            "Ordner noch einmal vollständig."
        )
    for name, path in found.items():
        if expected.get(name) != sha256(path):
            raise ModelError(
                f"{path} ist nicht die Datei, die {CHECKSUMS} nennt: Sie wurde verändert oder "
                "beschädigt. Holen Sie das Modell neu aus der ursprünglichen Quelle."
            )


def _check_dimensions(folder: Path) -> None:
    """The widths that the parts state about themselves; wrong ones crash late or not at all."""
    shapes = {
        name: entry["shape"]
        for path in model_files(folder)
        if path.suffix == ".safetensors"
        for name, entry in _header(path).items()
        if name != "__metadata__"
    }
    config = read_json(folder / "config.json") if (folder / "config.json").exists() else {}
    width = config.get("hidden_size")
    for name, shape in shapes.items():
        if name.endswith(("word_embeddings.weight", "embed_tokens.weight")) and width:
            _same(folder, shape[-1], width)
    for pooling in folder.glob("*_Pooling/config.json"):
        stated = read_json(pooling)
        _same(
            folder,
            stated.get("word_embedding_dimension") or stated.get("embedding_dimension"),
            width,
        )
    table = shapes.get("embedding.weight")
    if table and (folder / "tokenizer.json").exists():
        vocabulary = read_json(folder / "tokenizer.json")["model"]["vocab"]
        _same(folder, table[0], len(vocabulary))


def _same(folder: Path, found: int | None, expected: int | None) -> None:
    if found is not None and expected is not None and found != expected:
        raise ModelError(
            f"Die Teile des Modells in {folder} passen nicht zusammen (Dimension {found} statt "
            f"{expected}). Vermutlich wurden Dateien zweier Modelle gemischt; holen Sie es neu."
        )


def _header(path: Path) -> dict[str, Any]:
    """The JSON at the head of a safetensors file, preceded by its length in 8 bytes."""
    try:
        with path.open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            if length > path.stat().st_size:
                raise ValueError
            return dict(json.loads(file.read(length)))
    except (struct.error, ValueError):
        raise ModelError(
            f"{path} ist keine safetensors-Datei, obwohl sie so heißt. Sie wird nicht geladen; "
            "holen Sie das Modell neu aus der ursprünglichen Quelle."
        ) from None


def read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError):
        raise ModelError(
            f"{path} ist beschädigt (kein lesbares JSON). Kopieren Sie den Modellordner neu."
        ) from None


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner)
