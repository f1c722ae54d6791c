"""A new wave of statements meets a folder in which people have decided."""

import csv
import hashlib
import random
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import verbs
from pipeline.errors import UsageError
from pipeline.flow import CANDIDATE_PATTERNS, KNOWN, PAIN_POINTS, PATTERNS, STATEMENTS
from pipeline.records import PainPointId, Pattern, PatternId
from pipeline.resources import resource
from pipeline.review.changes import Change, Mask, Part
from pipeline.review.desk import Said
from pipeline.review.patterns import TEXTS
from pipeline.runner import Event
from pipeline.store import Store
from pipeline.waves import difference

HEADINGS = ("id", "Standort", "Bereich", "Funktion", "Frage", "Text")

# Nobody has said it before, and all say the same.
PARKING = (
    "Der Parkplatz vor dem Haus ist jeden Morgen voll.",
    "Jeden Morgen ist der Parkplatz vor dem Haus voll.",
    "Morgens ist der Parkplatz vor dem Haus immer voll.",
    "Der Parkplatz vor dem Haus ist morgens immer schon voll.",
    "Immer ist der Parkplatz vor dem Haus morgens voll.",
)
SCANNER = "Der Scanner ist defekt, eingescannte Post bleibt liegen."


def run(folder: Path, *sources: Path, **options) -> tuple[Store, list[str]]:
    """The store, and what was made on the way."""
    made: list[str] = []

    def watch(event: Event) -> None:
        if event.kind == "done":
            made.append(event.what)

    store, _ = verbs.run(folder, sources, watch=watch, **options)
    return store, made


def settle(folder: Path, *sources: Path, until: str = "") -> Store:
    """Everything is approved on the way, at most as far as the checkpoint ``until``."""
    store, _ = run(folder, *sources)
    while (waits := verbs.state(store)["waits_for"]) and waits != until:
        verbs.approve(store, waits, reviewer="A")
        store, _ = run(folder)
    return store


def say(folder: Path, item_id: str, action: str, checkpoint="muster", **change) -> None:
    desk = verbs.open_desk(Store(folder))
    desk.decide(
        Said(
            checkpoint,
            item_id,
            action,
            reviewer="A",
            role="Freigabe",
            version=desk.item(checkpoint, item_id).version,
            change=Change(**change),
            reason="Darum ist es so.",
        )
    )


def written(path: Path, rows: Iterable[Iterable[str]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    return path


def patterns(store: Store) -> dict[PatternId, Pattern]:
    return {p.pattern_id: p for p in store.load(PATTERNS)}


def about(store: Store, word: str) -> Pattern:
    """The pattern in which most pain points name it."""
    texts = {p.pain_point_id: p.text for p in store.load(PAIN_POINTS)}
    return max(store.load(PATTERNS), key=lambda p: sum(word in texts[m] for m in p.members))


def echoes(store: Store, pattern: Pattern, count: int) -> list[str]:
    """What its members said, said by others."""
    texts = {p.pain_point_id: p.text for p in store.load(PAIN_POINTS)}
    return [f"Bei uns genauso: {texts[m]}" for m in pattern.members[:count]]


def contents(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.glob("[0-9]*"))
    }


# The sample, of which a tenth comes later


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The survey of the sample, nine tenths of it settled in ``vorher``; in ``lauf`` all of it has
    come as far as the patterns.
    """
    place = tmp_path_factory.mktemp("welle")
    with (resource("data/beispiel") / "umfrage.csv").open(encoding="utf-8-sig", newline="") as file:
        heading, *rows = csv.reader(file, delimiter=";")
    late = set(random.Random(3).sample(range(len(rows)), len(rows) // 10))
    survey = place / "umfrage.csv"
    written(survey, [heading, *(row for number, row in enumerate(rows) if number not in late)])
    settle(place / "vorher", survey)
    written(survey, [heading, *rows])
    begin(place / "vorher", place / "lauf", survey)
    return place


def begin(before: Path, folder: Path, survey: Path) -> Store:
    """The wave on a copy of the folder, as far as nothing but its patterns can wait."""
    shutil.copytree(before, folder)
    store, _ = run(folder, survey)
    if verbs.state(store)["waits_for"] == "datenschutz":
        verbs.approve(store, "datenschutz", reviewer="A")
        store, _ = run(folder)
    return store


def test_a_tenth_more_statements_leave_every_approved_pattern_what_it_was(sample) -> None:
    before, store = patterns(Store(sample / "vorher")), Store(sample / "lauf")
    after = patterns(store)
    desk = verbs.open_desk(store)

    assert before.keys() <= after.keys()
    for name, was in before.items():
        item = desk.item("muster", name)
        assert [getattr(was, t) for t in TEXTS] == [getattr(after[name], t) for t in TEXTS]
        assert [d.action for d in item.decisions] == ["approve"]
        assert item.status in ("released", "again")


def test_a_tenth_more_statements_leave_nearly_every_member_where_it_was(sample) -> None:
    before, after = (patterns(Store(sample / name)) for name in ("vorher", "lauf"))
    old = sum(len(p.members) for p in before.values())
    stayed = sum(len(set(p.members) & set(after[name].members)) for name, p in before.items())

    assert stayed >= 0.95 * old


def test_the_difference_of_a_wave_adds_up(sample) -> None:
    before, store = patterns(Store(sample / "vorher")), Store(sample / "lauf")
    after, wave = patterns(store), store.manifest.wave
    old = {m for p in before.values() for m in p.members}
    new = {m for p in after.values() for m in p.members} - old

    assert wave.pain_points == len(store.load(PAIN_POINTS))
    assert wave.stayed + wave.gone == len(old)
    assert wave.assigned + wave.founded == len(new)
    assert wave.assigned > 0
    assert wave.accounted == wave.pain_points
    for change in wave.changes:
        assert change.after == len(after[change.pattern_id].members)


def test_only_what_a_wave_changed_waits_for_people(sample) -> None:
    store = Store(sample / "lauf")
    changed = {change.pattern_id for change in store.manifest.wave.changes}

    assert len(changed) < len(store.load(PATTERNS))
    for checkpoint in ("muster", "einstufung"):
        assert set(store.manifest.reviews[checkpoint].undecided) <= changed


def test_the_same_wave_on_the_same_state_gives_the_same_bytes(sample, tmp_path) -> None:
    folder = tmp_path / "noch-einmal"
    begin(sample / "vorher", folder, sample / "umfrage.csv")
    once, again = contents(sample / "lauf"), contents(folder)

    # The settled spans name nobody; only the log knows when the new ones were approved.
    assert once == again


def test_after_a_wave_the_same_run_makes_nothing(sample) -> None:
    assert run(sample / "lauf", sample / "umfrage.csv")[1] == []


# Eighteen statements, in which people decide this and that


Grown = Callable[..., Path]


@pytest.fixture(scope="module")
def settled(survey_rows, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which everything is approved."""
    place = tmp_path_factory.mktemp("klein")
    settle(place / "lauf", written(place / "umfrage.csv", [HEADINGS, *survey_rows]))
    return place / "lauf"


@pytest.fixture
def folder(settled: Path, tmp_path: Path) -> Path:
    """The same, to do with it what one likes."""
    return Path(shutil.copytree(settled, tmp_path / "lauf"))


@pytest.fixture
def more(survey_rows, tmp_path: Path) -> Grown:
    """The survey with these texts after the first ``kept`` of its own."""

    def grown(*texts: str, kept: int | None = None) -> Path:
        own = ("JC-01", "Leistung", "Sachbearbeitung", "Was stört Sie?")
        late = [(str(number), *own, text) for number, text in enumerate(texts, 100)]
        return written(tmp_path / "umfrage.csv", [HEADINGS, *survey_rows[:kept], *late])

    return grown


def test_what_fits_nowhere_is_a_new_pattern_and_alone_waits(folder, more) -> None:
    before = patterns(Store(folder))
    store = settle(folder, more(*PARKING), until="muster")
    new = {change.pattern_id for change in store.manifest.wave.new}

    assert new
    assert not new & before.keys()
    assert set(store.manifest.reviews["muster"].undecided) == new
    assert store.manifest.wave.founded >= 3


def test_edits_merges_and_discards_hold_over_a_wave(folder, more) -> None:
    one, other, third, *_ = sorted(patterns(Store(folder)))
    say(folder, one, "edit", title="So heißt es")
    say(folder, one, "merge", with_patterns=(other,))
    say(folder, third, "discard")
    before = patterns(settle(folder))
    after = patterns(settle(folder, more(*PARKING)))

    assert after[one].title == "So heißt es"
    assert set(after[one].members) == set(before[one].members)
    assert not {other, third} & set(after)
    assert before.keys() < after.keys()


def test_what_was_merged_into_a_discarded_pattern_stays_discarded(folder, more) -> None:
    one, other, *_ = sorted(patterns(Store(folder)))
    say(folder, one, "merge", with_patterns=(other,))
    say(folder, one, "discard")
    before = settle(folder)
    members = {f.item_id for f in before.failures(PATTERNS) if f.kind == "discarded"}
    store = settle(folder, more(*PARKING))

    assert members
    assert {one, other} <= set(store.load(KNOWN).discarded)
    assert members <= {f.item_id for f in store.failures(PATTERNS) if f.kind == "discarded"}


def test_newcomers_join_the_part_that_people_made(folder, more) -> None:
    whole = about(Store(folder), "Bescheid")
    say(folder, whole.pattern_id, "split", parts=(Part(title="Teil", members=whole.members[:4]),))
    before = patterns(settle(folder))
    (part,) = (p for p in before.values() if p.title == "Teil")
    after = patterns(settle(folder, more(*echoes(Store(folder), part, 2))))

    assert after[part.pattern_id].title == "Teil"
    assert set(part.members) < set(after[part.pattern_id].members)
    assert after.keys() == before.keys()


def test_a_word_taken_back_after_the_wave_is_undone(folder, more) -> None:
    one, other, *_ = sorted(patterns(Store(folder)))
    say(folder, one, "merge", with_patterns=(other,))
    before = patterns(Store(folder))
    settle(folder, more(*PARKING))
    (merge,) = (d for d in Store(folder).decisions() if d.action == "merge")
    say(folder, one, "take_back", taken_back=merge.hash)
    after = patterns(run(folder, draft=True)[0])

    assert {one, other} <= set(after)
    assert set(after[other].members) == set(before[other].members)


def test_a_pattern_that_nearly_doubles_waits_again_under_its_title(folder, more) -> None:
    small = about(Store(folder), "Bescheid")
    say(folder, small.pattern_id, "edit", title="Unser Titel")
    store = settle(folder, more(*echoes(Store(folder), small, 5)), until="muster")
    item = verbs.open_desk(store).item("muster", small.pattern_id)

    assert len(item.content.members) > len(small.members) / 0.7
    assert (item.status, item.content.title) == ("again", "Unser Titel")
    assert (item.hands, item.spoken) == ((), ("A",))
    assert set(item.was["members"]) == set(small.members)


def test_a_pattern_that_loses_most_of_its_members_waits_again(folder, more) -> None:
    before = patterns(Store(folder))
    store, _ = run(folder, more(kept=14))
    lost = [c for c in store.manifest.wave.shrunk if c.after < 0.7 * c.before]
    desk = verbs.open_desk(store)

    assert lost
    assert store.manifest.wave.gone == 4
    for change in lost:
        item = desk.item("muster", change.pattern_id)
        assert item.status == "again"
        assert set(item.was["members"]) == set(before[change.pattern_id].members)


def test_what_leaves_and_comes_back_is_proposed_again(folder, more) -> None:
    before = patterns(Store(folder))
    settle(folder, more(kept=6))
    store, _ = run(folder, more(), draft=True)
    after = patterns(store)

    assert store.manifest.reviews["muster"].open > 0
    assert not [f for f in store.failures(PATTERNS) if f.kind == "discarded"]
    assert {m for p in before.values() for m in p.members} == {
        m for p in after.values() for m in p.members
    }


def test_a_wave_that_nobody_spoke_about_changes_nothing_for_the_next(folder, more) -> None:
    before = patterns(Store(folder))
    run(folder, more(kept=6), draft=True)
    store, _ = run(folder, more(), draft=True)

    assert store.manifest.wave.changes == ()
    assert store.manifest.wave.stayed == sum(len(p.members) for p in before.values())
    assert store.manifest.reviews["muster"].open == 0


def test_new_statements_are_masked_before_what_was_said_is_forgotten(folder, more) -> None:
    store, _ = run(folder, more("Frau Petersen aus dem Parkhaus schimpft über den Scanner."))

    assert verbs.state(store)["waits_for"] == "datenschutz"
    with pytest.raises(UsageError, match="noch nicht geprüft und maskiert"):
        verbs.forget(store)
    assert not store.manifest.forgotten


def test_what_somebody_said_leaves_with_the_statement(folder, survey_rows, more) -> None:
    places = [*folder.glob("[3-9]*.json"), *folder.glob("[3-9]*.jsonl")]
    texts = [row[-1] for row in survey_rows]
    quoted = next(t for t in texts if any(t in p.read_text("utf-8") for p in places))
    number = texts.index(quoted)
    kept = [row for n, row in enumerate(survey_rows) if n != number]
    run(folder, written(more(), [HEADINGS, *kept]), draft=True)

    for path in places:
        assert quoted not in path.read_text("utf-8"), path.name


# Whom most of them name, and the detector would miss or somebody leave open.
NAMED = (
    "Der Parkplatz ist voll, weil Wullmich ihn wieder sperrt.",
    "Voll ist der Parkplatz, weil Wullmich ihn wieder sperrt.",
    "Morgens ist der Parkplatz voll, weil Wullmich ihn wieder sperrt.",
    "Der Parkplatz ist mittags voll, weil Wullmich ihn wieder sperrt.",
    "Abends ist der Parkplatz auch voll, weil Wullmich ihn wieder sperrt.",
    "Auch der Parkplatz ist voll, weil Wullmich ihn wieder sperrt.",
    "Der Parkplatz ist voll.",
    "Voll ist der Parkplatz.",
)


def test_whoever_is_masked_later_stands_in_no_pattern_any_more(folder, more) -> None:
    source = more(*NAMED)
    mask(folder, "Wullmich", source, masked=False)
    before = about(settle(folder), "Wullmich")
    mask(folder, "Wullmich", masked=True)
    store = settle(folder)
    after = patterns(store)[before.pattern_id]
    files = [*folder.glob("[3-9]*.json")]

    assert "Wullmich" in before.cause
    assert "Wullmich" in before.keyphrases
    assert after.cause == before.cause.replace("Wullmich", "[maskiert]")
    assert len(files) >= 6
    assert not [path.name for path in files if "Wullmich" in path.read_text("utf-8")]
    assert store.manifest.audit.leak_checks.withheld == {}
    assert verbs.open_desk(store).item("muster", before.pattern_id).status == "released"


def mask(folder: Path, word: str, *sources: Path, masked: bool) -> None:
    """Everywhere or nowhere, at the first checkpoint."""
    store, _ = run(folder, *sources)
    desk = verbs.open_desk(store)
    for statement in (s for s in store.load(STATEMENTS) if word in s.text):
        item = desk.item("datenschutz", statement.statement_id)
        start = statement.text.find(word)
        places = [Mask(start=start, end=start + len(word), kind="PERSON")] if masked else []
        if len(item.content.spans) != len(places):
            say(folder, statement.statement_id, "edit", "datenschutz", spans=tuple(places))


def test_where_one_pattern_is_approved_the_others_are_grouped_as_ever(more, tmp_path) -> None:
    folder = tmp_path / "lauf"
    store, _ = run(folder, more(), draft=True)
    one = about(store, "Bescheid")
    say(folder, one.pattern_id, "approve")
    wider = more(*PARKING)
    store, _ = run(folder, wider, draft=True)
    kept, anew = patterns(store), patterns(run(tmp_path / "neu", wider, draft=True)[0])

    assert [p.pattern_id for p in store.load(KNOWN).patterns] == [one.pattern_id]
    assert set(one.members) <= set(kept[one.pattern_id].members)
    assert len(anew.keys() & kept.keys()) >= len(anew) - 1


def test_another_encoder_leaves_approved_patterns_together(folder) -> None:
    before = patterns(Store(folder))
    store, made = run(folder, overrides={"embed.method": "tfidf"}, draft=True)
    after = patterns(store)

    assert "clusters" in made
    assert store.manifest.reviews["muster"].open == 0
    assert {n: set(p.members) for n, p in before.items()} == {
        n: set(p.members) for n, p in after.items()
    }


def test_a_word_alone_begins_no_wave(folder) -> None:
    say(folder, about(Store(folder), "Bescheid").pattern_id, "edit", title="Anders")

    assert not {"known", "clusters", "candidate_patterns"} & set(run(folder)[1])


def test_on_request_all_is_grouped_anew_and_stays_so(folder, more, tmp_path) -> None:
    wider = more(*PARKING)
    run(folder, wider, draft=True)
    store, _ = run(folder, draft=True, afresh=True)
    plain, _ = run(tmp_path / "neu", wider, draft=True)

    assert store.manifest.wave is None
    assert store.load(CANDIDATE_PATTERNS) == plain.load(CANDIDATE_PATTERNS)
    assert run(folder, draft=True)[1] == []


class Killed(BaseException):
    pass


def cut_off(folder: Path, survey: Path, moment: str) -> None:
    """The run dies when this step begins."""

    def deadly(event: Event) -> None:
        if (event.kind, event.what) == ("starts", moment):
            raise Killed

    with pytest.raises(Killed):
        verbs.run(folder, [survey], draft=True, watch=deadly)


@pytest.mark.parametrize("moment", ["clusters", "candidate_patterns"])
def test_a_wave_that_was_cut_off_ends_like_one_that_was_not(
    moment, folder, settled, more, tmp_path
) -> None:
    whole = Path(shutil.copytree(settled, tmp_path / "ganz"))
    wider = more(*PARKING, SCANNER)
    cut_off(folder, wider, moment)
    run(folder, wider, draft=True)
    run(whole, wider, draft=True)

    assert contents(whole) == contents(folder)


def test_a_wave_that_was_cut_off_before_another_one_loses_nothing(folder, more) -> None:
    before = patterns(Store(folder))
    cut_off(folder, more(*PARKING), "candidate_patterns")
    after = patterns(run(folder, more(*PARKING, SCANNER), draft=True)[0])

    assert all(set(p.members) <= set(after[name].members) for name, p in before.items())


def test_waves_follow_one_another(folder, more) -> None:
    first = patterns(Store(folder))
    second = patterns(settle(folder, more(*PARKING[:4])))
    store = settle(folder, more(*PARKING, SCANNER))
    third = patterns(store)

    assert first.keys() < second.keys()
    assert second.keys() <= third.keys()
    assert all(set(p.members) <= set(third[name].members) for name, p in second.items())
    assert len(store.load(KNOWN).chapters) == 2


# What it adds up to

NAMES = st.sampled_from([PainPointId(f"p{number}") for number in range(8)])
HOMES = st.dictionaries(NAMES, st.sampled_from([PatternId(c) for c in "abcd"]))


def grouped(homes: dict[PainPointId, PatternId]) -> dict[PatternId, set[PainPointId]]:
    return {p: {m for m, home in homes.items() if home == p} for p in set(homes.values())}


@given(HOMES, HOMES)
def test_the_difference_adds_up(old, new) -> None:
    before, after = grouped(old), grouped(new)
    changes = {c.pattern_id: c for c in difference(before, after)}

    for c in changes.values():
        came, went = len(c.joined) + len(c.moved_in), len(c.left) + len(c.moved_out)
        assert c.before + came - went == c.after
    moved_in = sorted(m for c in changes.values() for m in c.moved_in)
    assert moved_in == sorted(m for c in changes.values() for m in c.moved_out)
    assert set(moved_in) == {m for m in old if m in new and old[m] != new[m]}
    for pattern in {*before, *after} - set(changes):
        assert before[pattern] == after[pattern]
