import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from tiny_model import tiny_model

from pipeline.errors import ModelError, UsageError
from pipeline.tools.download import by_hand, pull
from pipeline.tools.encoders.safety import check
from pipeline.tools.models import RECOMMENDED, check_model, list_models

NAME = "multilingual-e5-small"
REPOSITORY = "intfloat/multilingual-e5-small"
REVISION = "0123456789abcdef0123456789abcdef01234567"


class Hub:
    """Answers like a model hub, on loopback; ``asked`` are the paths it was asked for."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.stated = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
        self.asked: list[str] = []
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                hub.asked.append(self.path)
                body = hub.answer(self.path)
                self.send_response(404 if body is None else 200)
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, *arguments: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, path: str) -> bytes | None:
        if path == f"/api/models/{REPOSITORY}/revision/{REVISION}?blobs=true":
            siblings = [
                {"rfilename": name, "lfs": {"sha256": stated}}
                for name, stated in self.stated.items()
            ]
            return json.dumps({"sha": REVISION, "siblings": siblings}).encode()
        return self.files.get(path.removeprefix(f"/{REPOSITORY}/resolve/{REVISION}/"))


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    folder = tiny_model(tmp_path / "hub")
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    files |= {"pytorch_model.bin": b"\x80\x04.", "modeling.py": b"import os", "../x.json": b"{}"}
    hub = Hub(files | {"README.md": b"---\nlicense: mit\n---\n"})
    thread = threading.Thread(target=hub.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield hub
    hub.server.shutdown()
    hub.server.server_close()
    thread.join()


def test_a_pulled_model_is_fit_for_use_and_says_where_it_is_from(hub: Hub, tmp_path: Path) -> None:
    folder = pull(NAME, revision=REVISION, into=tmp_path, hub=hub.address)

    check(folder)
    assert folder == tmp_path / NAME
    assert (folder / "SHA256SUMS").exists()
    assert REVISION in (folder / "QUELLE.txt").read_text()
    assert "MIT" in (folder / "QUELLE.txt").read_text()


def test_code_and_pickles_stay_on_the_hub(hub: Hub, tmp_path: Path) -> None:
    folder = pull(NAME, revision=REVISION, into=tmp_path, hub=hub.address)

    assert not any(path.endswith((".bin", ".py", "x.json")) for path in hub.asked)
    assert not (tmp_path / "x.json").exists()
    assert {path.suffix for path in folder.iterdir()} <= {
        ".json",
        ".safetensors",
        ".md",
        ".txt",
        "",
    }


def test_nothing_is_left_of_a_file_that_arrived_changed(hub: Hub, tmp_path: Path) -> None:
    hub.files["model.safetensors"] += b"x"

    with pytest.raises(ModelError, match="kam nicht so an"):
        pull(NAME, revision=REVISION, into=tmp_path / "modelle", hub=hub.address)

    assert list((tmp_path / "modelle").iterdir()) == []


def test_a_revision_that_the_hub_does_not_have_is_named(hub: Hub, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=f"nicht in der Revision {'f' * 40}"):
        pull(NAME, revision="f" * 40, into=tmp_path, hub=hub.address)


@pytest.mark.parametrize("revision", ["main", "", "v1.0", REVISION[:-1]])
def test_a_revision_that_may_move_is_refused(hub: Hub, tmp_path: Path, revision: str) -> None:
    with pytest.raises(UsageError, match="keine Revision"):
        pull(NAME, revision=revision, into=tmp_path, hub=hub.address)

    assert hub.asked == []


def test_an_existing_folder_is_not_written_over(hub: Hub, tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()

    with pytest.raises(ModelError, match="gibt es schon"):
        pull(NAME, revision=REVISION, into=tmp_path, hub=hub.address)


def test_without_a_network_the_message_says_which_files_to_copy(tmp_path: Path) -> None:
    closed = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    address = f"http://127.0.0.1:{closed.server_port}"
    closed.server_close()

    with pytest.raises(ModelError, match="nicht zu erreichen") as refusal:
        pull(NAME, revision=REVISION, into=tmp_path, hub=address)

    assert by_hand(NAME, revision=REVISION, into=tmp_path, hub=address) in str(refusal.value)
    assert "model.safetensors" in str(refusal.value)


def test_a_page_in_between_is_not_taken_for_a_model(hub: Hub, tmp_path: Path) -> None:
    hub.stated = {}

    with pytest.raises(ModelError, match="Filter"):
        pull(NAME, revision=REVISION, into=tmp_path, hub=hub.address)


def test_a_model_that_nobody_recommends_is_refused_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="multilingual-e5-base"):
        pull("unbekannt", revision=REVISION, into=tmp_path)


def test_the_list_tells_what_is_there_from_what_could_be(tmp_path: Path) -> None:
    tiny_model(tmp_path / NAME)

    states = {entry.name: entry.state for entry in list_models([tmp_path])}

    assert states[NAME] == "vorhanden"
    assert states["multilingual-e5-base"] == "empfohlen"
    assert len(states) == len(list_models([tmp_path]))
    assert {model.name for model in RECOMMENDED} <= states.keys()


def test_a_check_measures_and_the_list_remembers_until_the_model_changes(tmp_path: Path) -> None:
    folder = tiny_model(tmp_path / "winzig")
    times = iter([0.0, 0.5, 0.75])

    found = check_model(folder, clock=lambda: next(times))

    assert (found.dimensions, found.verified) == (2, True)
    assert (found.load_seconds, found.statements_per_second) == (0.5, 800)
    assert _speed_of(folder) == 800
    (folder / "SHA256SUMS").unlink()
    (folder / "tokenizer.json").write_text("{}")
    assert _speed_of(folder) is None


def _speed_of(folder: Path) -> int | None:
    (entry,) = (entry for entry in list_models([folder]) if entry.name == folder.name)
    return entry.statements_per_second
