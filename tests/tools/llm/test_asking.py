import time
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from pipeline.errors import ModelError, ServerUnreachable
from pipeline.tools.llm import Answer, Effort, Form, TransportError
from pipeline.tools.llm.asking import Asker, Question, Refused
from pipeline.tools.llm.fake import FakeModel
from pipeline.tools.llm.journal import Journal
from pipeline.tools.prompts import Rendered


class Reply(Form):
    wort: str


class Other(Form):
    zahl: int


GOOD = '{"wort": "Die Akte fehlt."}'


def question(text: str = "Frage", check: Callable[[Reply], str] = lambda r: "") -> Question[Reply]:
    return Question(
        task="test",
        prompt=Rendered("System", text, "digest"),
        form=Reply,
        effort=Effort(num_predict=100, seed=1),
        check=check,
        spoken=lambda reply: [reply.wort],
    )


def asker(script: Any, journal: Journal | None = None, **options: Any) -> tuple[Asker, FakeModel]:
    model = FakeModel(script)
    options = {"leak_gate": lambda *texts: "", "probe": False, "pause": lambda s: None} | options
    return Asker(model, journal or Journal(None), **options), model


def test_a_good_answer_is_asked_for_once_and_never_again():
    asking, model = asker([GOOD])

    assert asking.ask(question()) == asking.ask(question()) == Reply(wort="Die Akte fehlt.")
    assert len(model.asked) == 1


@pytest.mark.parametrize(
    "change", [{"text": "andere Frage"}, {"seed": 2}, {"num_predict": 101}, {"temperature": 0.6}]
)
def test_another_question_is_another_call(change):
    asking, model = asker([GOOD, GOOD])
    asking.ask(question())
    other = question(change.pop("text", "Frage"))
    effort = {"num_predict": 100, "seed": 1} | change
    asking.ask(Question(**{**vars(other), "effort": Effort(**effort)}))

    assert len(model.asked) == 2


def test_an_invalid_answer_is_asked_for_once_more_with_what_was_wrong():
    asking, model = asker(['{"wort": 7}', GOOD])

    assert asking.ask(question()) == Reply(wort="Die Akte fehlt.")
    assert "„wort“" in model.asked[1].user
    assert model.asked[1].user.startswith(model.asked[0].user)


def test_the_second_invalid_answer_is_the_last():
    asking, model = asker(["{}"] * 3)
    refused = asking.ask(question())

    assert isinstance(refused, Refused)
    assert "„wort“ fehlt" in refused.reason
    assert len(model.asked) == 2


def test_the_reason_never_holds_what_the_model_said():
    asking, _ = asker(['{"wort": "geheim", "geheimes_feld": "geheim"}', '{"wort": ["geheim"]}'])
    refused = asking.ask(question())

    assert isinstance(refused, Refused)
    assert "geheim" not in refused.reason


def test_an_answer_that_was_cut_off_is_not_asked_for_the_same_way_again():
    asking, model = asker([Answer(GOOD, finished=False, prompt_tokens=9)])
    refused = asking.ask(question())

    assert isinstance(refused, Refused)
    assert refused.smaller_may_help
    assert len(model.asked) == 1


def test_a_server_that_read_half_of_the_prompt_is_not_believed():
    long = "Die Akten fehlen schon wieder. " * 100
    half = Answer(GOOD, finished=True, prompt_tokens=len(long) // 6)
    whole = Answer(GOOD, finished=True, prompt_tokens=len(long) // 4)

    assert isinstance(asker([half])[0].ask(question(long)), Refused)
    assert isinstance(asker([whole])[0].ask(question(long)), Reply)


def test_trouble_on_the_line_is_tried_four_times_with_longer_pauses():
    pauses: list[float] = []
    asking, _ = asker([TransportError("weg")] * 3 + [GOOD], pause=pauses.append)

    assert asking.ask(question()) == Reply(wort="Die Akte fehlt.")
    assert pauses == sorted(pauses)
    assert len(pauses) == 3


def test_a_server_that_is_gone_stops_the_run_instead_of_failing_every_item():
    asking, model = asker(lambda prompt, effort: TransportError("die Leitung ist tot"))

    with pytest.raises(ServerUnreachable, match=r"Leitung ist tot.*nicht wiederholt"):
        asking.each(asking.ask, [question(str(n)) for n in range(100)])
    assert len(model.asked) == 20


def test_a_step_without_a_single_answer_stops_the_run_however_small():
    asking, _ = asker(lambda prompt, effort: TransportError("weg"))

    with pytest.raises(ServerUnreachable):
        asking.each(asking.ask, [question(str(n)) for n in range(2)])


def test_a_question_that_the_server_does_not_bear_fails_alone_however_often_it_is_asked():
    def script(prompt: Rendered, effort: Effort) -> str | Exception:
        return TransportError("weg") if prompt.user == "Gift" else GOOD

    asking, _ = asker(script)
    questions = [question("gut"), question("Gift")]

    for _ in range(2):
        good, bad = asking.each(asking.ask, questions)
        assert isinstance(good, Reply)
        assert isinstance(bad, Refused)


def test_one_answer_in_between_shows_that_the_server_lives():
    def script(prompt: Rendered, effort: Effort) -> str | Exception:
        return GOOD if prompt.user in {"3", "7"} else TransportError("weg")

    asking, _ = asker(script)
    replies = asking.each(asking.ask, [question(str(n)) for n in range(10)])

    assert sum(isinstance(reply, Reply) for reply in replies) == 2


def test_the_leak_gate_sees_every_word_of_the_model_before_anybody_else():
    def gate(texts: Sequence[str], given: str) -> str:
        return "Name" if "Akte" in "".join(texts) else ""

    journal = Journal(None)
    asking, _ = asker([GOOD, GOOD], journal, leak_gate=gate)

    assert isinstance(asking.ask(question()), Refused)
    assert [row for row in _rows(journal) if "Akte" in str(row)] == []


def test_the_journal_keeps_no_refused_answer_and_no_prompt():
    journal = Journal(None)
    asking, _ = asker(['{"wort": 1}', GOOD], journal)
    asking.ask(question("Frage zum Vorgang"))

    assert len(_rows(journal)) == 2
    assert "Frage" not in str(_rows(journal))


def _rows(journal: Journal) -> list[Any]:
    return journal._connection.execute("SELECT * FROM calls").fetchall()


def test_results_come_in_the_order_of_the_questions():
    def script(prompt: Rendered, effort: Effort) -> str:
        time.sleep(0.02 if prompt.user == "0" else 0)
        return f'{{"wort": "Es ist {prompt.user}."}}'

    asking, _ = asker(script, parallel=4)
    replies = asking.each(asking.ask, [question(str(n)) for n in range(8)])

    assert replies == [Reply(wort=f"Es ist {n}.") for n in range(8)]


def test_a_model_that_ignores_the_schema_is_noticed_before_the_first_statement():
    asking, model = asker(["Der Himmel ist blau."] * 2, probe=True)

    with pytest.raises(ModelError, match="Antwortschema"):
        asking.ask(question("Frage"))
    assert all("Frage" not in prompt.user for prompt in model.asked)


def test_a_model_is_proved_once():
    asking, model = asker(['{"antwort": "gelb"}', GOOD, GOOD], probe=True)
    asking.ask(question("1"))
    asking.ask(question("2"))

    assert len(model.asked) == 3


def test_the_schema_is_made_once_and_not_for_every_call():
    assert Reply.schema_to_send() is Reply.schema_to_send()
    assert Reply.schema_to_send() != Other.schema_to_send()
    assert Reply.schema_digest() != Other.schema_digest()
