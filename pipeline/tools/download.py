"""Model hub -> a folder on this machine, at one pinned revision and with checksums."""

import hashlib
import json
import re
import shutil
import urllib.error
import urllib.request
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from pipeline.errors import ModelError, UsageError
from pipeline.tools.encoders.safety import check, write_checksums
from pipeline.tools.models import RECOMMENDED, Recommended

HUB = "https://huggingface.co"
_TIMEOUT_S = 30

# What sentence-transformers reads of an encoder; all else (ONNX, TensorFlow, pickles) stays there.
_WANTED = re.compile(
    r"(modules|config|config_sentence_transformers|sentence_bert_config|tokenizer"
    r"|tokenizer_config|special_tokens_map|added_tokens|vocab)\.json"
    r"|[\w.-]+\.safetensors(\.index\.json)?|sentencepiece\.bpe\.model|spiece\.model"
    r"|vocab\.txt|merges\.txt|\d+_\w+/(config\.json|model\.safetensors)|README\.md|LICEN[CS]E.*"
)


def pull(name: str, *, revision: str, into: Path, hub: str = HUB) -> Path:
    """Fetches a recommended model; ``revision`` is the 40-digit commit, so that nobody who changes
    the model on the hub changes a later run. Returns the folder; nothing is left of a broken pull.
    """
    model = _recommended(name)
    if not re.fullmatch(r"[0-9a-f]{40}", revision):
        raise UsageError(
            f"„{revision}“ ist keine Revision. Nennen Sie die 40-stellige Kennung des Standes, den "
            f"Sie geprüft haben; sie steht auf {hub}/{model.repository}/commits/main."
        )
    target, partial = into / name, into / f".{name}.teil"
    if target.exists():
        raise ModelError(
            f"{target} gibt es schon. Löschen Sie den Ordner, wenn Sie das Modell neu holen wollen."
        )
    shutil.rmtree(partial, ignore_errors=True)
    try:
        for path, expected in _files(model, revision, hub):
            url = f"{hub}/{model.repository}/resolve/{revision}/{quote(path)}"
            _fetch(url, partial / path, expected)
        source = f"{hub}/{model.repository}\nRevision {revision}\nLizenz {model.licence}\n"
        (partial / "QUELLE.txt").write_text(source, encoding="utf-8")
        write_checksums(partial)
        check(partial)
        partial.rename(target)
    except urllib.error.HTTPError as error:
        raise ModelError(
            f"{model.repository} gibt es auf {hub} nicht in der Revision {revision} "
            f"(Antwort {error.code}). Prüfen Sie die Revision."
        ) from None
    except OSError as error:
        raise ModelError(
            f"{hub} ist von hier nicht zu erreichen ({_reason(error)}). "
            + by_hand(name, revision=revision, into=into, hub=hub)
        ) from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return target


def by_hand(name: str, *, revision: str, into: Path, hub: str = HUB) -> str:
    """What to do where the machine has no way to the hub: which files go where."""
    model = _recommended(name)
    return (
        f"Rufen Sie an einem Rechner mit Netz „schmerzpunkt models pull {name} --revision "
        f"{revision}“ auf und kopieren Sie den entstandenen Ordner „{name}“ vollständig nach "
        f"{into}. Ohne dieses Programm laden Sie von {hub}/{model.repository}/tree/{revision} "
        "die Dateien modules.json, config.json, config_sentence_transformers.json, "
        "sentence_bert_config.json, tokenizer.json, tokenizer_config.json, "
        "special_tokens_map.json, model.safetensors, README.md und den Ordner 1_Pooling, "
        "soweit es sie dort gibt; keine .bin- und keine .py-Dateien. Danach prüft „schmerzpunkt "
        "models check“ den Ordner."
    )


def _recommended(name: str) -> Recommended:
    for model in RECOMMENDED:
        if model.name == name:
            return model
    names = ", ".join(model.name for model in RECOMMENDED)
    raise UsageError(f"Ein Modell „{name}“ wird nicht empfohlen. Es gibt: {names}.")


def _files(model: Recommended, revision: str, hub: str) -> list[tuple[str, str | None]]:
    """Paths in the repository, with the SHA-256 that the hub states for the large ones."""
    url = f"{hub}/api/models/{model.repository}/revision/{revision}?blobs=true"
    with urllib.request.urlopen(url, timeout=_TIMEOUT_S) as answer:
        stated: dict[str, Any] = json.load(answer)
    files = [
        (entry["rfilename"], (entry.get("lfs") or {}).get("sha256"))
        for entry in stated["siblings"]
        if _WANTED.fullmatch(entry["rfilename"])
        and ".." not in PurePosixPath(entry["rfilename"]).parts
    ]
    if stated.get("sha") != revision or not files:
        raise ModelError(
            f"{hub} antwortet nicht so, wie es ein Modellverzeichnis tut. Vermutlich steht ein "
            "Filter dazwischen; holen Sie das Modell an einem anderen Rechner."
        )
    return files


def _fetch(url: str, path: Path, expected: str | None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with urllib.request.urlopen(url, timeout=_TIMEOUT_S) as answer, path.open("wb") as file:
        while block := answer.read(1 << 20):
            digest.update(block)
            file.write(block)
    if expected and digest.hexdigest() != expected:
        raise ModelError(
            f"{path.name} kam nicht so an, wie {url} es angibt. Rufen Sie den Befehl noch einmal "
            "auf; bleibt es dabei, verändert etwas auf dem Weg die Datei."
        )


def _reason(error: OSError) -> str:
    return str(getattr(error, "reason", None) or error)
