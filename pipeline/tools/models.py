"""Local encoders: which there are, how to get one, whether one is fit for use."""

import json
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Literal

from pipeline.records import Record
from pipeline.resources import resource
from pipeline.tools.encoders.folder import FolderEncoder
from pipeline.tools.encoders.safety import check, digest, model_files

# Hidden, so that it is no part of the model and of its checksums.
_MEASURED = ".gemessen.json"

# 200 statements of the length that people write into a survey: 20 words, no two alike.
_SAMPLE = tuple(
    f"Vorgang {number}: Der Antrag liegt seit Wochen, weil Unterlagen fehlen, die Akte ist nicht "
    "auffindbar und niemand fühlt sich zuständig, telefonisch erreiche ich keinen."
    for number in range(200)
)


class Recommended(Record):
    """``scores``: V-measure × 100 on Blurbs S2S and TenKGnad S2S, two German clustering tasks of
    short texts (embeddings-benchmark/results, 2026-08-20).
    """

    name: str
    repository: str
    licence: str
    parameters_million: int
    scores: tuple[float, float]


RECOMMENDED = (
    Recommended(
        name="multilingual-e5-large-instruct",
        repository="intfloat/multilingual-e5-large-instruct",
        licence="MIT",
        parameters_million=560,
        scores=(20.8, 41.7),
    ),
    Recommended(
        name="multilingual-e5-base",
        repository="intfloat/multilingual-e5-base",
        licence="MIT",
        parameters_million=278,
        scores=(16.2, 33.0),
    ),
    Recommended(
        name="multilingual-e5-small",
        repository="intfloat/multilingual-e5-small",
        licence="MIT",
        parameters_million=118,
        scores=(15.2, 30.5),
    ),
    Recommended(
        name="granite-embedding-107m-multilingual",
        repository="ibm-granite/granite-embedding-107m-multilingual",
        licence="Apache-2.0",
        parameters_million=107,
        scores=(14.8, 27.7),
    ),
)


class ModelEntry(Record):
    """A line of ``models list``; what nobody has measured or stated is None.

    ``ram_mb`` is the weights in float32 plus 700 MB that the libraries take by themselves.
    ``statements_per_second`` was measured on this machine by ``check_model``.
    """

    name: str
    state: Literal["mitgeliefert", "vorhanden", "empfohlen"]
    size_mb: int
    ram_mb: int
    licence: str | None = None
    scores: tuple[float, float] | None = None
    statements_per_second: int | None = None
    note: str = ""


class ModelCheck(Record):
    """What ``models check`` found out about a folder that is fit for use."""

    name: str
    digest: str
    verified: bool
    """Whether the folder has checksums and keeps them."""
    dimensions: int
    prefix: str
    load_seconds: float
    statements_per_second: int


def list_models(folders: Iterable[Path] = ()) -> list[ModelEntry]:
    """The shipped model, those in ``folders`` (model folders or folders of such), and those that
    we recommend and that are not there yet. Loads none.
    """
    shipped = resource("data/modelle/satz-de")
    found = sorted({path.parent for folder in folders for path in folder.glob("**/modules.json")})
    entries = [_entry(shipped, "mitgeliefert")] if shipped.is_dir() else []
    entries += [_entry(folder, "vorhanden") for folder in found if folder != shipped]
    present = {entry.name for entry in entries}
    return entries + [_advice(model) for model in RECOMMENDED if model.name not in present]


def check_model(folder: Path, *, clock: Callable[[], float] = time.perf_counter) -> ModelCheck:
    """Raises ``ModelError`` with the first thing that is wrong; else loads and measures it."""
    check(folder)
    encoder = FolderEncoder(folder)
    started = clock()
    dimensions = encoder.encode(_SAMPLE[:1]).shape[1]
    loaded = clock()
    encoder.encode(_SAMPLE)
    seconds = max(clock() - loaded, 1e-6)
    found = ModelCheck(
        name=folder.name,
        digest=digest(folder),
        verified=(folder / "SHA256SUMS").exists(),
        dimensions=dimensions,
        prefix=encoder.prefix,
        load_seconds=round(loaded - started, 2),
        statements_per_second=round(len(_SAMPLE) / seconds),
    )
    _remember(folder, found)
    return found


def _entry(folder: Path, state: Literal["mitgeliefert", "vorhanden"]) -> ModelEntry:
    size = sum(path.stat().st_size for path in model_files(folder)) // 1_000_000
    known = next((model for model in RECOMMENDED if model.name == folder.name), None)
    return ModelEntry(
        name=folder.name,
        state=state,
        size_mb=size,
        ram_mb=size + 700,
        licence=_licence(folder) or (known and known.licence),
        scores=known and known.scores,
        statements_per_second=_speed(folder),
        note=FolderEncoder(folder).limits,
    )


def _advice(model: Recommended) -> ModelEntry:
    size = 4 * model.parameters_million
    return ModelEntry(
        name=model.name,
        state="empfohlen",
        size_mb=size,
        ram_mb=size + 700,
        licence=model.licence,
        scores=model.scores,
    )


def _licence(folder: Path) -> str | None:
    """``license:`` from the head of the model card, as all hubs have it."""
    card = folder / "README.md"
    if not card.exists():
        return None
    for line in card.read_text(encoding="utf-8").splitlines()[:60]:
        if line.startswith("license:"):
            return line.removeprefix("license:").strip()
    return None


def _remember(folder: Path, found: ModelCheck) -> None:
    with suppress(OSError):  # a folder that we may only read is checked all the same
        (folder / _MEASURED).write_text(found.model_dump_json(), encoding="utf-8")


def _speed(folder: Path) -> int | None:
    """Of the model as it is now: another digest was another model."""
    try:
        measured = json.loads((folder / _MEASURED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return int(measured["statements_per_second"]) if measured["digest"] == digest(folder) else None
