"""What a person can do on the pages with nothing but forms."""

import re
from typing import Any

import pytest

from pipeline.flow import STATEMENTS
from pipeline.review.changes import SAMPLE
from pipeline.store import Store

EVERYWHERE = ("/", "/muster", "/restmenge", "/einstufung", "/zweitpruefung", "/protokoll")


def fields_of(html: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="([^"]*)"', html)


def form_of(html: str) -> dict[str, str]:
    """What a form of this page sends for itself, and how it was sorted and filtered."""
    names = ("version", "liste", "stand")
    return {name: found[0] for name in names if (found := fields_of(html, name))}


@pytest.mark.parametrize("name", ["Anna Berg", "Lena Lies", "Vera Walt"])
@pytest.mark.parametrize("path", [*EVERYWHERE, "/passwort", "/protokoll/uebereinstimmung"])
def test_every_page_opens_for_everybody_who_may_read(visitor, path, name):
    assert visitor(name).get(path).status_code == 200


@pytest.mark.parametrize("path", ["/muster/M-1", "/einstufung/M-1", "/datenschutz/S-1"])
def test_what_does_not_exist_is_not_found(visitor, path):
    assert visitor("Anna Berg").get(path).status_code == 404


def test_what_people_wrote_never_becomes_part_of_a_page(visitor, desk, accounts, pattern_ids):
    """A script in a statement, a site, a title, a reason and a name."""
    name = "<b>Eva</b> <script>alert(2)</script>"
    accounts.put(name, "Freigabe", "richtig pferd batterie klammer")
    eva = visitor(name)
    for item in pattern_ids:
        path = f"/muster/{item}"
        version = eva.version(path)
        eva.post(
            path,
            version=version,
            schritt="edit",
            title="</title><script>alert(3)</script>",
            summary='"><svg onload=alert(4)>',
            cause="",
            effect="",
            field_of_action="<i>Feld</i>",
            grund="<script>alert(5)</script>",
        )
    every = [i for i in desk.state("datenschutz").items]
    pages = [
        *EVERYWHERE,
        *(f"/muster/{i}{way}" for i in pattern_ids for way in ("", "/teilen", "/zusammenfuehren")),
        *(f"/einstufung/{i}" for i in pattern_ids),
        *(f"/datenschutz/{i}" for i in every),
        "/datenschutz?liste=alle",
        "/muster?suche=<script>alert(6)</script>&feld=<i>&sortierung=<b>",
    ]
    seen = "".join(eva.get(path).text for path in pages)

    assert "&lt;script&gt;" in seen
    for smuggled in ("<script", "<svg", "<img", "<i>", "<b>Eva"):
        assert smuggled not in seen


def test_confirming_is_a_plain_form_and_leads_to_the_next(visitor, desk, pattern_ids):
    anna = visitor("Anna Berg")
    path = f"/muster/{pattern_ids[0]}"
    answer = anna.post(path, version=anna.version(path), schritt="approve")
    word = desk.log()[-1]

    assert answer.status_code == 303
    assert answer.headers["location"] in {f"/muster/{i}" for i in pattern_ids[1:]}
    assert (word.action, word.reviewer, word.role, word.channel) == (
        "approve",
        "Anna Berg",
        "Prüfung",
        "web",
    )
    assert "Gespeichert" in anna.get(answer.headers["location"]).text


def test_editing_saves_only_what_differs(visitor, desk, pattern_ids):
    anna = visitor("Anna Berg")
    path = f"/muster/{pattern_ids[0]}"
    now = desk.item("muster", pattern_ids[0]).content
    texts = {n: getattr(now, n) for n in ("summary", "cause", "effect", "field_of_action")}
    version = anna.version(path)
    anna.post(path, texts, version=version, schritt="edit", title="Ein neuer Titel")

    assert desk.item("muster", pattern_ids[0]).content == now.model_copy(
        update={"title": "Ein neuer Titel"}
    )
    assert desk.log()[-1].after == '{"title":"Ein neuer Titel"}'


def test_a_refused_form_comes_back_with_what_was_typed(visitor, desk, pattern_ids):
    anna = visitor("Anna Berg")
    path = f"/einstufung/{pattern_ids[0]}"
    now = desk.item("einstufung", pattern_ids[0]).content
    other = "Nicht-KI" if now.verdict != "Nicht-KI" else "KI"
    version = anna.version(path)
    answer = anna.post(path, version=version, schritt="override", urteil=other, grund="zu kurz")

    assert answer.status_code == 422
    assert "mindestens 10 Zeichen" in answer.text
    assert "zu kurz</textarea>" in answer.text
    assert f'value="{other}" checked' in answer.text
    assert desk.log() == []


@pytest.mark.parametrize("checkpoint", ["muster", "einstufung", "datenschutz"])
@pytest.mark.parametrize("step", ["postpone", "comment", "discard"])
def test_a_refused_reason_stays_where_it_was_typed(visitor, desk, checkpoint, step):
    anna = visitor("Anna Berg")
    path = f"/{checkpoint}/{desk.items(checkpoint)[0].item_id}"
    typed = "Erst Petra Kowalczyk fragen, dann entscheiden."
    page = anna.post(path, version=anna.version(path), schritt=step, grund=typed).text
    form = page[page.index(f'id="grund-{step}"') :]
    folds = re.findall(r"<details[^>]*open[^>]*>.*?</details>", page, re.S)

    assert f"{typed}</textarea>" in form[: form.index("</form>")]
    assert any(typed in fold for fold in folds)
    assert page.count(typed) == 1


@pytest.mark.parametrize(
    ("path", "step", "field", "typed"),
    [
        ("muster", "edit", "title", "Die Ablage von Frau Zwackelmann"),
        ("muster", "edit", "title", "Was Frau Müller scannt"),
        ("muster", "comment", "grund", "Rücksprache mit Petra Kowalczyk gehalten."),
        ("einstufung", "comment", "grund", "Rücksprache mit Petra Kowalczyk gehalten."),
    ],
)
def test_a_name_that_somebody_types_is_refused_and_stays_in_the_form(
    visitor, desk, pattern_ids, path, step, field, typed
):
    anna = visitor("Anna Berg")
    path = f"/{path}/{pattern_ids[0]}"
    version = anna.version(path)
    refused = anna.post(path, {field: typed}, version=version, schritt=step)
    done = anna.post(path, {field: "Die Ablage im Erdgeschoss"}, version=version, schritt=step)

    assert refused.status_code == 422
    assert "was einmal im Protokoll steht, bleibt dort" in refused.text
    assert typed in refused.text
    assert done.status_code == 303
    assert len(desk.log()) == 1


def test_the_second_write_gets_both_versions_and_loses_nothing(visitor, desk, pattern_ids):
    anna, bernd = visitor("Anna Berg"), visitor("Bernd Cole")
    path = f"/muster/{pattern_ids[0]}"
    version = anna.version(path)
    assert bernd.version(path) == version
    anna.post(path, version=version, schritt="edit", title="Erstfassung")
    bernd.get(path)
    late = bernd.post(path, version=version, schritt="edit", title="Gegenfassung", summary="Neu")

    assert late.status_code == 409
    assert "Erstfassung" in late.text
    assert "Gegenfassung" in late.text
    assert len(desk.log()) == 1
    again = {name: fields_of(late.text, name)[0] for name in ("version", "title", "summary")}
    assert bernd.post(path, again, schritt="edit").status_code == 303
    assert len(desk.log()) == 2


def test_four_eyes_are_not_two_tabs(visitor, desk, settings, pattern_ids):
    settings(muster=2)
    one, two = visitor("Bernd Cole"), visitor("Bernd Cole")
    path = f"/muster/{pattern_ids[0]}"
    first = one.version(path)
    two.get(path)
    assert one.post(path, version=first, schritt="approve").status_code == 303
    stale = two.post(path, version=first, schritt="approve")
    fresh = two.post(path, version=two.version(path), schritt="approve")

    assert stale.status_code == 303
    assert fresh.status_code == 422
    assert "andere Person" in fresh.text
    assert desk.item("muster", pattern_ids[0]).status == "reviewed"


def test_who_decided_already_is_not_told_of_somebody_else(visitor, desk, pattern_ids):
    one, two = visitor("Anna Berg"), visitor("Anna Berg")
    path = f"/muster/{pattern_ids[0]}"
    version = one.version(path)
    two.get(path)
    one.post(path, version=version, schritt="approve")
    same = two.post(path, version=version, schritt="approve")
    told = two.get(same.headers["location"]).text
    other = two.post(path, version=version, schritt="edit", title="Ein anderer Titel").text

    assert same.headers["location"] in {f"/muster/{i}" for i in pattern_ids[1:]}
    assert "Das haben Sie schon entschieden" in told
    assert "Sie haben das inzwischen selbst anders entschieden" in other
    assert "Ein anderer Titel" in other
    for page in (told, other):
        assert "jemand anderes" not in page
        assert "dritte Person" not in page
    assert len(desk.log()) == 1


def test_statements_that_one_accepted_already_are_not_somebody_elses(visitor, desk):
    anna, bernd = visitor("Anna Berg"), visitor("Bernd Cole")
    shown = fields_of(anna.get("/datenschutz?liste=treffer").text, "aussage")
    anna.post("/datenschutz", {"aussage": shown[0]})
    bernd.get("/")
    bernd.post("/datenschutz", {"aussage": shown[1]})
    told = anna.get(anna.post("/datenschutz", {"aussage": shown}).headers["location"]).text

    assert "Über 1 hatten Sie schon entschieden." in told
    assert "1 nicht: Jemand anderes hat inzwischen darüber entschieden." in told


def test_a_first_reviewer_cannot_release(visitor, desk, settings, pattern_ids):
    settings(muster=2)
    anna, bernd = visitor("Anna Berg"), visitor("Bernd Cole")
    path = f"/muster/{pattern_ids[0]}"
    bernd.post(path, version=bernd.version(path), schritt="approve")
    answer = anna.post(path, version=anna.version(path), schritt="approve")

    assert answer.status_code == 422
    assert "Freigabe" in answer.text


def test_a_dispute_is_shown_side_by_side_and_decided_by_a_third(
    visitor, desk, settings, pattern_ids
):
    settings(muster=2)
    anna, bernd, clara = (visitor(n) for n in ("Anna Berg", "Bernd Cole", "Clara Diehl"))
    path = f"/muster/{pattern_ids[0]}"
    now = desk.item("muster", pattern_ids[0]).content
    texts = {n: getattr(now, n) for n in ("summary", "cause", "effect", "field_of_action")}
    anna.post(path, version=anna.version(path), schritt="approve")
    bernd.post(path, texts, version=bernd.version(path), schritt="edit", title="Gegenfassung")
    page = clara.get(path).text
    waiting = clara.get("/zweitpruefung").text
    chosen = fields_of(page, "gewaehlt")[0]
    clara.post(path, version=clara.version(path), schritt="approve", gewaehlt=chosen)

    assert "zwei Fassungen" in page
    assert "Gegenfassung" in page
    assert path in waiting
    assert desk.item("muster", pattern_ids[0]).status == "released"
    assert desk.item("muster", pattern_ids[0]).content.title == "Gegenfassung"


def test_nothing_is_merged_before_the_preview_was_seen(visitor, desk, pattern_ids):
    anna = visitor("Anna Berg")
    first, second, *_ = pattern_ids
    path = f"/muster/{first}/zusammenfuehren"
    fields = {"mit": second, "title": "Beides", "summary": "Zusammen", "version": ""}
    fields["version"] = anna.version(path)
    preview = anna.post(path, fields, schritt="vorschau")

    assert preview.status_code == 200
    assert "Noch ist nichts gespeichert" in preview.text
    assert desk.log() == []
    assert anna.post(path, fields, schritt="ausfuehren").status_code == 303
    assert desk.item("muster", second).into == first
    assert "aufgegangen" in anna.get(f"/muster/{second}").text


def test_a_split_needs_titles_and_makes_patterns(visitor, desk, pattern_ids):
    anna = visitor("Anna Berg")
    path = f"/muster/{pattern_ids[0]}/teilen"
    members = desk.item("muster", pattern_ids[0]).content.members
    fields = {f"teil-{m}": "A" for m in members[:2]} | {"version": anna.version(path)}
    untitled = anna.post(path, fields, schritt="vorschau")
    done = anna.post(path, fields, schritt="ausfuehren", **{"titel-A": "Der kleine Teil"})

    assert untitled.status_code == 422
    assert done.status_code == 303
    assert "Der kleine Teil" in {i.content.title for i in desk.items("muster") if i.content}
    assert desk.item("muster", pattern_ids[0]).content.members == members[2:]


def test_moving_to_the_rest_and_back_is_possible(visitor, desk, pattern_ids):
    anna = visitor("Anna Berg")
    first = pattern_ids[0]
    point = desk.item("muster", first).content.members[0]
    path = f"/muster/{first}/verschieben"
    fields = {"punkt": point, "ziel": "rest", "version": anna.version(path)}
    anna.post(path, fields, schritt="ausfuehren")

    rest = [p.pain_point_id for p in desk.rest()]
    assert point in rest
    page = anna.get("/restmenge").text
    assert page.count("passt vermutlich nicht") == len(rest) - len(desk.fitting(rest))
    version = fields_of(page, "version")[0]
    back = {"punkt": point, "ziel": first, "was": "verschieben", "version": version}
    assert "Vorschau" in anna.post("/restmenge", back).text
    anna.post("/restmenge", back, schritt="ausfuehren")
    assert point in desk.item("muster", first).content.members


def test_a_new_pattern_comes_out_of_the_rest(visitor, desk, pattern_ids):
    anna = visitor("Anna Berg")
    members = desk.item("muster", pattern_ids[0]).content.members[:2]
    path = f"/muster/{pattern_ids[0]}/verschieben"
    moved = {"punkt": list(members), "ziel": "rest", "version": anna.version(path)}
    anna.post(path, moved, schritt="ausfuehren")
    version = fields_of(anna.get("/restmenge").text, "version")[0]
    made = {"punkt": list(members), "titel": "Neu gefunden", "was": "neu", "version": version}
    answer = anna.post("/restmenge", made, schritt="ausfuehren")

    assert answer.status_code == 303
    assert "Neu gefunden" in {i.content.title for i in desk.items("muster") if i.content}


def test_a_reason_stands_with_an_override_and_can_be_taken_back(visitor, desk, pattern_ids):
    anna = visitor("Anna Berg")
    path = f"/einstufung/{pattern_ids[0]}"
    now = desk.item("einstufung", pattern_ids[0]).content
    other = "Nicht-KI" if now.verdict != "Nicht-KI" else "KI"
    reason = "Das löst eine neue Vorlage, ganz ohne KI."
    anna.post(
        path,
        version=anna.version(path),
        schritt="override",
        urteil=other,
        hebel="Standardisierung",
        grund=reason,
        **{"wert-NUTZEN": "5", "wert-AKZEPTANZ": "<script>"},
    )
    page = anna.get(path).text
    changed = desk.item("einstufung", pattern_ids[0]).content
    back = fields_of(page, "zurueck")[0]
    anna.post(path, version=anna.version(path), schritt="take_back", zurueck=back)

    assert changed.verdict == other
    assert reason in page
    assert {r.criterion.value: r.value for r in changed.ratings}["Nutzen"] == 5
    assert desk.item("einstufung", pattern_ids[0]).content == now


def test_a_blind_second_person_sees_no_proposal(visitor, desk, settings, pattern_ids):
    settings(einstufung=2, blind=True)
    anna, bernd = visitor("Anna Berg"), visitor("Bernd Cole")
    path = f"/einstufung/{pattern_ids[0]}"
    now = desk.item("einstufung", pattern_ids[0]).content
    anna.post(path, version=anna.version(path), schritt="approve", grund="Erstfassung genügt")
    page = bernd.get(path).text
    answer = bernd.post(
        path,
        version=bernd.version(path),
        schritt="override",
        urteil=now.verdict.value,
        hebel=now.lever.value if now.lever else "offen",
        grund="Mein eigenes Urteil.",
        **{f"wert-{r.criterion.name}": str(r.value or "") for r in now.ratings},
    )

    assert now.reason not in page
    assert "Erstfassung" not in page
    assert " checked" not in page
    assert answer.status_code == 303
    assert desk.item("einstufung", pattern_ids[0]).status == "released"


@pytest.mark.parametrize("left_out", ["urteil", "hebel", "grund"])
def test_who_judges_unseen_learns_nothing_of_the_proposal_from_the_answer(
    visitor, desk, settings, pattern_ids, left_out
):
    settings(einstufung=2, blind=True)
    anna, bernd = visitor("Anna Berg"), visitor("Bernd Cole")
    path = f"/einstufung/{pattern_ids[0]}"
    now = desk.item("einstufung", pattern_ids[0]).content
    anna.post(path, version=anna.version(path), schritt="approve")
    same = {
        "urteil": now.verdict.value,
        "hebel": now.lever.value if now.lever else "offen",
        "grund": "Mein eigenes Urteil.",
        "schritt": "override",
    }
    other = {**same, "urteil": "Nicht-KI" if now.verdict != "Nicht-KI" else "KI"}
    refused = []
    for typed in (other, same):
        typed = {**typed, "version": bernd.version(path), left_out: ""}
        answer = bernd.post(path, typed)
        text = re.search(r'role="alert".*?</div>', answer.text, re.S)
        refused.append((answer.status_code, text and text[0]))

    assert refused[0] == refused[1]
    assert refused[0][0] == 422
    assert len(desk.log()) == 1


def test_a_criterion_that_was_left_alone_unseen_is_not_rated(visitor, desk, settings, pattern_ids):
    settings(einstufung=2, blind=True)
    anna, bernd = visitor("Anna Berg"), visitor("Bernd Cole")
    path = f"/einstufung/{pattern_ids[0]}"
    now = desk.item("einstufung", pattern_ids[0]).content
    anna.post(path, version=anna.version(path), schritt="approve")
    page = bernd.get(path).text
    criteria = re.findall(r'<select[^>]* name="(wert-\w+)"', page)
    bernd.post(
        path,
        dict.fromkeys(criteria, ""),
        version=bernd.version(path),
        schritt="override",
        urteil=now.verdict.value,
        hebel=now.lever.value if now.lever else "offen",
        grund="Mein eigenes Urteil.",
    )

    assert '<option value="" selected>nicht bewertet</option>' in page
    assert len(criteria) == 8
    assert desk.item("einstufung", pattern_ids[0]).status == "released"


def test_who_judges_unseen_finds_the_first_word_on_no_page(visitor, desk, settings, pattern_ids):
    settings(muster=2, einstufung=2, blind=True)
    anna, bernd = visitor("Anna Berg"), visitor("Bernd Cole")
    first = pattern_ids[0]
    path = f"/muster/{first}"
    anna.post(
        path, version=anna.version(path), schritt="edit", title="Erstfassung", grund="Erstfassung"
    )
    path = f"/einstufung/{first}"
    now = desk.item("einstufung", first).content
    anna.post(path, version=anna.version(path), schritt="approve", grund="Erstfassung genügt")
    everywhere = (*EVERYWHERE, f"/muster/{first}", path, f"/einstufung?urteil={now.verdict.value}")
    seen = "".join(bernd.get(page).text for page in everywhere)

    assert "Erstfassung" in anna.get("/protokoll").text
    assert "Erstfassung" not in seen
    assert path not in bernd.get(everywhere[-1]).text


def test_what_waits_for_a_second_person_is_listed_without_names(
    visitor, desk, settings, pattern_ids
):
    settings(muster=2, einstufung=2, blind=True)
    anna, bernd = visitor("Anna Berg"), visitor("Bernd Cole")
    paths = [f"/{where}/{pattern_ids[0]}" for where in ("muster", "einstufung")]
    for path in paths:
        anna.post(path, version=anna.version(path), schritt="approve")
    page = bernd.get("/zweitpruefung").text

    assert "Wartet auf die zweite Person (2)" in page
    assert "Anna" not in page
    for path in paths:
        assert path in page
        assert "wartet auf zweite Person" in bernd.get(path).text
        assert path in bernd.get(f"/{path.split('/')[1]}?stand=reviewed").text


def test_no_form_is_offered_that_must_fail(visitor, desk, settings, pattern_ids):
    """Two have agreed, one of them Anna: what is left to her is a remark."""
    settings(muster=2, einstufung=2)
    anna, bernd = visitor("Anna Berg"), visitor("Bernd Cole")
    first = pattern_ids[0]
    remarks = {"postpone", "comment", "take_back"}
    for path in (f"/muster/{first}", f"/einstufung/{first}"):
        anna.post(path, version=anna.version(path), schritt="approve")
        mine = set(re.findall(r'name="schritt" value="(\w+)"', anna.get(path).text))
        bernd.post(path, version=bernd.version(path), schritt="approve")
        left = set(re.findall(r'name="schritt" value="(\w+)"', anna.get(path).text))

        assert left == remarks
        assert mine > remarks
        assert f"{path}/teilen" not in anna.get(path).text
    for way in ("teilen", "zusammenfuehren", "verschieben"):
        refused = anna.get(f"/muster/{first}/{way}")
        assert "Rolle Freigabe" in refused.text
        assert "<textarea" not in refused.text


def test_who_may_not_speak_second_is_not_asked_to_judge_unseen(
    visitor, settings, pattern_ids, accounts
):
    settings(einstufung=2, blind=True)
    bernd = visitor("Bernd Cole")
    path = f"/einstufung/{pattern_ids[0]}"
    bernd.post(path, version=bernd.version(path), schritt="approve")

    for name in ("Anna Berg", "Lena Lies"):
        page = visitor(name).get(path).text
        assert "Sie urteilen zuerst selbst" not in page
        assert "bis eine zweite Person geurteilt hat" in page
        assert 'value="override"' not in page
        assert path not in visitor(name).get("/einstufung?stand=ich").text


def text_of(run: Any, statement_id: str) -> str:
    return next(s.text for s in Store(run).load(STATEMENTS) if s.statement_id == statement_id)


def test_places_are_allowed_and_added_by_copying_their_words(visitor, desk, run):
    anna = visitor("Anna Berg")
    item = desk.items("datenschutz")[0]
    path = f"/datenschutz/{item.item_id}"
    text = text_of(run, item.item_id)
    word = text.split()[-1].strip(".")
    anna.post(path, version=anna.version(path), schritt="edit", neu=word, art="KENNUNG")
    spans = desk.item("datenschutz", item.item_id).content.spans

    assert [(text[s.start : s.end], s.kind) for s in spans] == [(word, "KENNUNG")]


def test_a_mark_that_was_removed_can_be_set_again(visitor, desk):
    anna = visitor("Anna Berg")
    item = desk.items("datenschutz")[0]
    path = f"/datenschutz/{item.item_id}"
    version = anna.version(path)
    anna.post(path, version=version, schritt="edit", neu="der", art="KENNUNG")
    removed = anna.get(path).text
    boxes = fields_of(removed, "stelle")
    by_hand = re.findall(r'checked> <span>\w+ <span class="meta">\w+ · von Hand', removed)
    anna.post(path, {"stelle": boxes}, version=anna.version(path), schritt="edit")

    found = [f"{s.start}-{s.end}" for s in item.content.spans]
    assert found
    assert all(f'value="{place}">' in removed for place in found)
    assert len(by_hand) == len(boxes) - len(found) > 0
    now = desk.item("datenschutz", item.item_id).content.spans
    assert [f"{s.start}-{s.end}" for s in now] == boxes


def test_words_that_do_not_stand_there_are_refused_without_quoting_them(visitor, desk):
    anna = visitor("Anna Berg")
    path = f"/datenschutz/{desk.items('datenschutz')[0].item_id}"
    answer = anna.post(path, version=anna.version(path), schritt="edit", neu="Rumpelstilzchen")
    problem = re.search(r'role="alert".*?</div>', answer.text, re.S)

    assert answer.status_code == 422
    assert problem
    assert "Rumpelstilzchen" not in problem[0]


def test_a_page_of_statements_is_accepted_one_by_one(visitor, desk):
    anna = visitor("Anna Berg")
    page = anna.get("/datenschutz?liste=treffer")
    shown = fields_of(page.text, "aussage")
    answer = anna.post("/datenschutz", {"aussage": shown, "liste": "treffer"})

    assert answer.headers["location"] == "/datenschutz?liste=treffer"
    said = desk.log()[: len(shown)]
    assert [d.item_id for d in said] == [pair.split(":")[0] for pair in shown]
    assert all(i.status == "released" for i in desk.items("datenschutz"))


def test_only_what_has_a_mark_counts_as_marked(visitor, desk):
    anna = visitor("Anna Berg")

    def counts():
        return re.findall(r"(Mit Markierung|Nach Risiko) \((\d+)\)", anna.get("/datenschutz").text)

    before = counts()
    page = anna.get("/datenschutz?liste=stichprobe").text
    anna.post("/datenschutz", {"aussage": fields_of(page, "aussage")})

    assert len(fields_of(page, "aussage")) > int(dict(before)["Mit Markierung"])
    assert counts() == before


def test_the_control_sample_tells_what_it_shows(visitor, desk, run):
    anna = visitor("Anna Berg")
    page = anna.get("/datenschutz?liste=stichprobe")
    anna.post("/datenschutz", {"aussage": fields_of(page.text, "aussage")})
    read = sum(d.item_id != SAMPLE for d in desk.log())
    result = anna.get("/datenschutz?liste=stichprobe").text

    assert f"{read} von {len(desk.control_sample())} gezogenen Aussagen gelesen" in result
    assert "mit 95 % Sicherheit" in result


def test_the_protocol_shows_the_result_of_the_control_sample(visitor, desk):
    desk.approve_all("datenschutz", reviewer="Anna Berg", role="Prüfung")
    page = visitor("Anna Berg").get("/protokoll").text

    assert '<a href="/datenschutz?liste=stichprobe">Kontrollstichprobe</a>' in page
    assert f"0 von {len(desk.control_sample())} gezogenen Aussagen gelesen" in page


def test_forgotten_texts_are_gone_from_the_page(visitor, desk, run):
    from pipeline import verbs

    verbs.forget(Store(run))
    anna = visitor("Anna Berg")

    assert anna.get("/").status_code == 200
    assert "Scanner" not in anna.get("/datenschutz?liste=alle").text


def test_lists_are_filtered_sorted_and_paged(visitor, desk, pattern_ids):
    anna = visitor("Anna Berg")
    title = desk.item("muster", pattern_ids[0]).content.title

    assert title in anna.get(f"/muster?suche={title}").text
    assert "Kein Muster passt" in anna.get("/muster?suche=gibtesnicht").text
    assert "Kein Muster passt" in anna.get("/muster?stand=released").text
    for sort in ("umfang", "standorte", "stabilitaet", "zweifel", "titel"):
        assert title in anna.get(f"/muster?sortierung={sort}&seite=99").text


def test_the_overview_counts_nothing_twice(visitor, desk, settings, pattern_ids):
    settings(muster=2)
    anna = visitor("Anna Berg")
    path = f"/muster/{pattern_ids[0]}"
    anna.post(path, version=anna.version(path), schritt="approve")
    page = anna.get("/").text
    card = page[page.index('id="stand-muster"') :]
    counts = [int(n) for n in re.findall(r"<li>(\d+) ", card[: card.index("</ul>")])]

    assert counts == [len(pattern_ids) - 1, 1]


def test_before_a_checkpoint_is_reached_the_pages_say_so(visitor, run):
    store = Store(run)
    for name in ("70_candidate_patterns.json", "80_candidate_assessments.json"):
        (run / name).unlink()
    anna = visitor("Anna Berg")

    assert store.manifest
    assert "Noch nicht erreicht" in anna.get("/").text
    assert anna.get("/muster").status_code == 404
    assert anna.get("/protokoll").status_code == 200
    assert anna.get("/zweitpruefung").status_code == 200
