"""A sentence-transformers folder of four words in two dimensions."""

import json
import struct
from pathlib import Path

from pipeline.tools.encoders.safety import write_checksums


def tiny_model(folder: Path) -> Path:
    vocabulary = {"[UNK]": 0, "akte": 1, "bescheid": 2, "warten": 3}
    rows = struct.pack("<8f", 0, 0, 1, 0, 0, 1, 1, 1)
    header = json.dumps(
        {"embedding.weight": {"dtype": "F32", "shape": [4, 2], "data_offsets": [0, len(rows)]}}
    ).encode()
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(header)) + header + rows)
    tokenizer = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": None,
        "decoder": None,
        "model": {"type": "WordLevel", "vocab": vocabulary, "unk_token": "[UNK]"},
    }
    static = "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding"
    module = {"idx": 0, "name": "0", "path": "", "type": static}
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))
    (folder / "modules.json").write_text(json.dumps([module]))
    (folder / "config_sentence_transformers.json").write_text("{}")
    write_checksums(folder)
    return folder
