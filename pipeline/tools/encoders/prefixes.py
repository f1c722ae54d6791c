"""What a family of models wants to read before each text; without it their vectors are poor."""

import re
from pathlib import Path
from typing import Any

from pipeline.tools.encoders.safety import read_json

_INSTRUCTION = (
    "Instruct: Identify the topic or friction described in the given German statement\nQuery: "
)

# The first pattern that the name matches decides; taken from the model cards. For grouping like
# with like, e5 wants "query: " on every text, never "passage: ". All other families want none.
PREFIXES: tuple[tuple[str, str], ...] = (
    (r"e5-.*instruct", _INSTRUCTION),
    (r"\be5-", "query: "),
    (r"embeddinggemma", "task: clustering | query: "),
    (r"qwen3-embedding", _INSTRUCTION),
    (r"harrier", _INSTRUCTION),
)


def prefix(folder: Path) -> str:
    """Told by the folder's own clustering prompt, else by the name it or its config carries."""
    stated = _read(folder / "config_sentence_transformers.json").get("prompts") or {}
    for name, prompt in stated.items():
        if name.lower() == "clustering":
            return str(prompt)
    names = f"{folder.name} {_read(folder / 'config.json').get('_name_or_path', '')}".lower()
    return next((text for pattern, text in PREFIXES if re.search(pattern, names)), "")


def _read(path: Path) -> dict[str, Any]:
    return dict(read_json(path)) if path.exists() else {}
