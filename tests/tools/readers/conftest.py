from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.config import Ingest
from pipeline.tools.readers import Reading, find_sources, read

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture
def reading(tmp_path: Path) -> Callable[..., Reading]:
    """Read content as a file of the given name, or the file of that name in tests/data."""

    def from_file(name: str, content: str | bytes | None = None, **settings: object) -> Reading:
        path = DATA / name
        if content is not None:
            path = tmp_path / name
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        [source] = find_sources([path])
        return read(source, Ingest.model_validate(settings))

    return from_file
