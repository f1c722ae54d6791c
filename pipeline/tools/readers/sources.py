"""Which files are read, and what the run calls them."""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import InputError, reason
from pipeline.tools.readers.reading import Source

SUFFIXES = (".csv", ".tsv", ".xlsx", ".xlsm", ".ods", ".vtt", ".srt", ".txt", ".md")
_READABLE = "CSV, XLSX, ODS, VTT, SRT, TXT und MD"


def find_sources(paths: Sequence[Path]) -> tuple[Source, ...]:
    """Sorted by name, each file once; in folders, hidden, lock and README files are no input."""
    placed: dict[Path, tuple[Path, str]] = {}
    for path in paths:
        for file, name in _walk(path) if path.is_dir() else [_single(path)]:
            placed.setdefault(file.resolve(), (file, name))
    taken = Counter(name for _, name in placed.values())
    sources = (
        Source(file, _unique(resolved, name, placed) if taken[name] > 1 else name, _digest(file))
        for resolved, (file, name) in placed.items()
    )
    return tuple(sorted(sources, key=lambda source: source.name))


def skipped_files(paths: Sequence[Path]) -> tuple[str, ...]:
    """Files inside the given folders that no reader knows, so that none stays away unnoticed."""
    return tuple(
        _name(file, folder)
        for folder in paths
        if folder.is_dir()
        for file in _files(folder)
        if file.suffix.lower() not in (*SUFFIXES, ".toml")
    )


def _walk(folder: Path) -> list[tuple[Path, str]]:
    found = [
        (file, _name(file, folder))
        for file in _files(folder)
        if file.suffix.lower() in SUFFIXES and file.stem.casefold() not in ("readme", "liesmich")
    ]
    if not found:
        raise InputError(
            f"Im Ordner {folder} liegt keine lesbare Datei. Legen Sie dort Dateien "
            f"der Formate {_READABLE} ab, oder geben Sie einen anderen Ordner an."
        )
    return found


def _files(folder: Path) -> list[Path]:
    return [
        file
        for file in sorted(folder.rglob("*"))
        if file.is_file()
        and not any(part.startswith((".", "~$")) for part in file.relative_to(folder).parts)
    ]


def _single(path: Path) -> tuple[Path, str]:
    if not path.exists():
        raise InputError(f"Die Datei {path} gibt es nicht. Prüfen Sie Pfad und Schreibweise.")
    if path.suffix.lower() not in SUFFIXES:
        raise InputError(
            f"Das Format der Datei {path} ist nicht lesbar. Speichern Sie sie "
            f"in einem der Formate {_READABLE}."
        )
    return path, unicodedata.normalize("NFC", path.name)


def _name(file: Path, folder: Path) -> str:
    """macOS hands out decomposed umlauts; the same file must be called the same everywhere."""
    return unicodedata.normalize("NFC", file.relative_to(folder).as_posix())


def _unique(resolved: Path, name: str, placed: dict[Path, tuple[Path, str]]) -> str:
    """The shortest tail of the path that no other file of the same name shares."""
    rivals = [other.parts for other, (_, taken) in placed.items() if taken == name]
    length = len(Path(name).parts) + 1
    while sum(parts[-length:] == resolved.parts[-length:] for parts in rivals) > 1:
        length += 1
    return unicodedata.normalize("NFC", "/".join(resolved.parts[-length:]).replace("//", "/"))


def _digest(file: Path) -> str:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError(
            f"Die Datei {file} lässt sich nicht öffnen ({reason(error)}). "
            "Prüfen Sie die Zugriffsrechte."
        ) from None
    if not data:
        raise InputError(
            f"Die Datei {file} ist leer. Exportieren Sie sie neu, oder nehmen Sie sie heraus."
        )
    return hashlib.sha256(data).hexdigest()
