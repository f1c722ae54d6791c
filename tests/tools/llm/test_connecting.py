import socket
import threading

import pytest
from fake_ollama import MODEL, FakeOllama

from pipeline.config import Llm
from pipeline.errors import ServerUnreachable, SettingsError
from pipeline.tools.analysts.building import build_analyst
from pipeline.tools.extractors.building import build_extractor
from pipeline.tools.llm.connecting import check_host, connect, too_old

# A port that nobody listens on: it is reserved.
NOBODY = "http://127.0.0.1:1"


def silent(task, data):
    raise AssertionError("the model was asked")


def test_without_a_server_the_rules_step_in_and_say_so():
    settings = Llm(host=NOBODY)

    for tool in (build_extractor(settings), build_analyst(settings)):
        assert tool.label == "Regelwerk (Ersatzverfahren, kein Sprachmodell erreichbar)"


def test_rules_that_were_chosen_are_no_stand_in():
    assert "Ersatzverfahren" not in build_analyst(Llm(analyst="rules", host=NOBODY)).label


@pytest.mark.parametrize("analyst", ["ollama", "openai"])
def test_a_server_that_was_asked_for_and_is_not_there_stops_the_run(analyst):
    with pytest.raises(ServerUnreachable, match=f"Starten Sie .*{MODEL}") as caught:
        build_analyst(Llm(analyst=analyst, host=NOBODY))

    assert caught.value.exit_code == 4


def test_the_sentence_says_which_model_to_load():
    with (
        FakeOllama(silent, models=("llama3:8b",)).serving() as fake,
        pytest.raises(ServerUnreachable, match=f"ollama pull {MODEL}"),
    ):
        connect(Llm(analyst="ollama", host=fake.url))


def test_a_server_with_the_model_is_taken_without_asking_it_anything():
    with FakeOllama(silent).serving() as fake:
        model = connect(Llm(host=fake.url))

    assert model
    assert model.identity == f"ollama {MODEL}@555555555555"
    assert "0.33.2" in model.label


def test_other_machines_are_refused_unless_they_are_named():
    with pytest.raises(SettingsError, match="nicht auf diesem Rechner"):
        connect(Llm(host="http://192.0.2.7:11434"))


@pytest.mark.parametrize("host", ["http://localhost:1", "http://127.0.0.9:1", "http://[::1]:1"])
def test_every_name_of_the_own_machine_is_allowed(host):
    check_host(Llm(host=host))


@pytest.mark.parametrize("model", ["gpt-oss:120b-cloud", "qwen3:cloud"])
def test_models_in_the_cloud_are_refused(model):
    with pytest.raises(SettingsError, match="Cloud"):
        connect(Llm(model=model))


def test_a_page_that_is_no_ollama_counts_as_no_server():
    with FakeOllama(silent).serving() as fake:
        settings = Llm(analyst="ollama", host=f"{fake.url}/somewhere/else")
        with pytest.raises(ServerUnreachable):
            connect(settings)


@pytest.mark.parametrize(
    "said", [b"SSH-2.0-OpenSSH_9.6\r\n", b'HTTP/1.1 200 OK\r\n\r\n{"data": null}']
)
def test_whatever_else_listens_there_is_no_server_and_no_crash(said):
    with socket.create_server(("127.0.0.1", 0)) as other:

        def talk():
            for _ in range(2):
                visitor, _ = other.accept()
                with visitor:
                    visitor.recv(4096)
                    visitor.sendall(said)

        threading.Thread(target=talk, daemon=True).start()
        host = f"http://127.0.0.1:{other.getsockname()[1]}"

        assert connect(Llm(host=host)) is None
        with pytest.raises(ServerUnreachable):
            connect(Llm(analyst="openai", host=host))


@pytest.mark.parametrize(
    ("analyst", "path", "num_ctx"), [("openai", "/v1", 8192), ("ollama", "", 4096)]
)
def test_the_smaller_window_of_server_or_model_counts(analyst, path, num_ctx):
    with FakeOllama(silent, window=4096).serving() as fake:
        model = connect(Llm(analyst=analyst, host=fake.url + path, num_ctx=32768))

    assert model
    assert model.num_ctx == num_ctx


def test_an_ollama_that_does_not_keep_to_the_schema_is_refused_with_the_version_that_does():
    with FakeOllama(silent, version="0.30.11").serving() as fake:
        with pytest.raises(ServerUnreachable, match=r"0\.30\.11 .* zu alt.*0\.31\.2"):
            connect(Llm(analyst="ollama", host=fake.url))

        assert connect(Llm(host=fake.url)) is None


@pytest.mark.parametrize(
    ("version", "old"),
    [("0.9.6", True), ("0.31.2", False), ("0.31.2-rc1", False), ("1.0.0", False), ("0.0.0", False)],
)
def test_versions_are_compared_by_number(version, old):
    assert too_old(version) == old
