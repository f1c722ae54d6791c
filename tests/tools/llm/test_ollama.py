import pytest
from fake_ollama import DIGEST, FakeOllama, Fault

from pipeline.config import Llm
from pipeline.tools.llm import Effort, Form, LanguageModel, TransportError
from pipeline.tools.llm.connecting import connect
from pipeline.tools.prompts import Rendered

PROMPT = Rendered("Regeln", "Frage", "digest")
EFFORT = Effort(num_predict=77, seed=5, temperature=0.6)


class Colour(Form):
    antwort: str


def model(fake: FakeOllama, analyst: str, **changes: float) -> LanguageModel:
    settings = {"analyst": analyst, "host": fake.url, "timeout_s": 0.3, "num_ctx": 4096} | changes
    found = connect(Llm(**settings))
    assert found
    return found


def nothing(task, data):
    return {}


@pytest.mark.parametrize("analyst", ["ollama", "openai"])
def test_the_answer_comes_with_its_tokens(analyst):
    with FakeOllama(nothing).serving() as fake:
        answer = model(fake, analyst).complete(PROMPT, Colour, EFFORT)

    assert answer.text == '{"antwort": "blau"}'
    assert answer.finished
    assert answer.prompt_tokens == len("RegelnFrage") // 3
    assert answer.output_tokens > 0


def test_every_call_says_how_large_the_window_is_and_forbids_truncation():
    with FakeOllama(nothing).serving() as fake:
        model(fake, "ollama").complete(PROMPT, Colour, EFFORT)

    [sent] = fake.calls
    assert sent["options"] == {"num_ctx": 4096, "num_predict": 77, "temperature": 0.6, "seed": 5}
    assert (sent["truncate"], sent["shift"], sent["think"]) == (False, False, False)
    assert sent["format"]["properties"] == {"antwort": {"type": "string"}}
    assert sent["format"]["additionalProperties"] is False


def test_an_openai_server_gets_the_schema_too():
    with FakeOllama(nothing).serving() as fake:
        model(fake, "openai").complete(PROMPT, Colour, EFFORT)

    [sent] = fake.calls
    assert sent["response_format"]["json_schema"]["strict"] is True
    assert (sent["max_tokens"], sent["seed"]) == (77, 5)


@pytest.mark.parametrize("analyst", ["ollama", "openai"])
@pytest.mark.parametrize("fault", [Fault.HTTP_500, Fault.HTTP_503, Fault.TIMEOUT, Fault.RESET])
def test_trouble_on_the_line_is_one_kind_of_error(analyst, fault):
    with FakeOllama(nothing, fault).serving() as fake, pytest.raises(TransportError) as caught:
        model(fake, analyst).complete(PROMPT, Colour, EFFORT)

    assert "Frage" not in str(caught.value)


def test_an_error_in_the_middle_of_the_stream_is_no_answer():
    with (
        FakeOllama(nothing, Fault.MID_STREAM).serving() as fake,
        pytest.raises(TransportError, match="mitten in der Antwort"),
    ):
        model(fake, "ollama").complete(PROMPT, Colour, EFFORT)


def test_the_weights_are_part_of_the_identity():
    with FakeOllama(nothing).serving() as fake:
        assert DIGEST[:12] in model(fake, "ollama").identity


def test_a_proxy_from_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with FakeOllama(nothing).serving() as fake:
        for analyst in ("ollama", "openai"):
            assert model(fake, analyst).complete(PROMPT, Colour, EFFORT).finished
