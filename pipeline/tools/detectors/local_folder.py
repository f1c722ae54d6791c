"""A model folder that somebody has put on this machine; nothing is ever downloaded."""

import hashlib
import importlib
import os
from pathlib import Path
from types import ModuleType

from pipeline.errors import ModelError


def package(name: str, *, setting: str) -> ModuleType:
    """Import with the hub switched off, lest a library look for something newer."""
    os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1")
    try:
        return importlib.import_module(name)
    except ImportError:
        raise ModelError(
            f"Die Einstellung detect.{setting} braucht das Paket „{name}“, das nicht installiert "
            "ist. Installieren Sie es oder nehmen Sie die Einstellung heraus."
        ) from None


def identity(folder: Path, *, setting: str) -> str:
    """Names and sizes of the files in the folder, without reading what may be gigabytes."""
    if not folder.is_dir():
        raise ModelError(
            f"Den Modellordner {folder} gibt es nicht. Prüfen Sie detect.{setting} in den "
            "Einstellungen; geladen wird nur von diesem Rechner."
        )
    listing = sorted(
        f"{path.relative_to(folder)}:{path.stat().st_size}"
        for path in folder.rglob("*")
        if path.is_file()
    )
    return f"{setting}:{hashlib.sha256('|'.join(listing).encode()).hexdigest()[:12]}"
