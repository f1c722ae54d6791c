import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from pipeline.tools.llm.journal import Call, Journal

CALL = Call(
    key="k", task="extract", model="m", prompt="p", options="{}", outcome="ok", answer="{}",
    prompt_tokens=100, output_tokens=10, seconds=0.5,
)  # fmt: skip


def test_only_an_answer_that_passed_is_given_again(tmp_path: Path):
    journal = Journal(tmp_path / "journal.sqlite")
    journal.add(replace(CALL, outcome="invalid: kein JSON", answer=None))

    assert journal.answer("k") is None
    journal.add(CALL)
    assert journal.answer("k") == "{}"
    journal.close()


def test_the_tally_counts_refused_calls_too():
    journal = Journal(None)
    journal.add(CALL)
    journal.add(replace(CALL, outcome="cut off", answer=None, prompt_tokens=None))
    journal.add(replace(CALL, key="other", task="assess"))

    assert (journal.tally().calls, journal.tally().refused) == (3, 1)
    assert (journal.tally().prompt_tokens, journal.tally().output_tokens) == (200, 30)
    journal.close()


def test_what_was_announced_and_not_answered_yet_is_left():
    journal = Journal(None)
    journal.add(replace(CALL, key="P", task="probe"))

    assert journal.expect("extract", 10, parallel=2) is None
    assert (journal.tally().left, journal.tally().left_s) == (10, None)
    journal.add(CALL)
    assert journal.expect("extract", 10, parallel=2) == 10 * CALL.seconds / 2
    # Of summaries nothing is known yet, but of calls.
    assert journal.expect("summarise", 3, parallel=1) == 3 * CALL.seconds
    assert journal.tally().left_s == 10 * CALL.seconds / 2 + 3 * CALL.seconds
    for number in range(4):
        journal.add(replace(CALL, key=str(number), outcome="invalid: kein JSON", answer=None))
        journal.add(replace(CALL, key=str(number)))
    for number in range(3):
        journal.add(replace(CALL, key=f"M{number}", task="summarise"))
    assert (journal.tally().left, journal.tally().left_s) == (6, 6 * 9 / 5 * CALL.seconds / 2)
    journal.close()


def test_a_step_that_is_announced_anew_counts_anew():
    journal = Journal(None)
    journal.expect("extract", 10, parallel=1)
    journal.add(CALL)
    journal.expect("extract", 4, parallel=1)

    assert journal.tally().left == 4
    journal.close()


def test_many_threads_lose_no_call():
    journal = Journal(None)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: journal.add(replace(CALL, key=str(n))), range(200)))

    assert journal.tally().calls == 200
    journal.close()


def test_a_killed_process_loses_no_answer(tmp_path: Path):
    file = tmp_path / "journal.sqlite"
    code = (
        "import os, signal, sys; from pathlib import Path\n"
        "from pipeline.tools.llm.journal import Call, Journal\n"
        "journal = Journal(Path(sys.argv[1]))\n"
        "for n in range(20):\n"
        "    journal.add(Call(str(n), 't', 'm', 'p', '{}', 'ok', str(n), 1, 1, 0.0))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(file)], check=False)
    journal = Journal(file)

    assert [journal.answer(str(n)) for n in range(20)] == [str(n) for n in range(20)]
    journal.close()


def test_nothing_is_opened_before_the_first_call(tmp_path: Path):
    file = tmp_path / "journal.sqlite"
    Journal(file)

    assert not file.exists()


def test_an_answer_with_what_has_been_masked_since_is_forgotten(tmp_path: Path):
    file = tmp_path / "journal.sqlite"
    journal = Journal(file)
    journal.add(CALL)
    journal.add(replace(CALL, key="of him", answer='{"problem": ["Es liegt an\\nWullmich."]}'))
    journal.forget(lambda text: "Wullmich" in text.split("\n")[-1])

    assert journal.answer("k") == "{}"
    assert journal.answer("of him") is None
    assert journal.leaks() == (2, 1)
    journal.close()
    assert b"Wullmich" not in b"".join(path.read_bytes() for path in tmp_path.glob("journal*"))
