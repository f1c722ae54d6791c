"""What is refused before any page sees it, each with its status."""

import re
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient
from visitor import PASSWORD, PEOPLE, Visitor

from pipeline.app.pages import ROUTES
from pipeline.app.server import build_app
from pipeline.app.sessions import LASTS_S, TRIES, WAIT_S

GUARDED = [route for route in ROUTES if not route.open]


def path_of(route: Any) -> str:
    return re.sub(r"\{\w+\}", "M-1", route.path)


@pytest.mark.parametrize("route", GUARDED, ids=lambda r: f"{r.method} {r.path}")
def test_without_a_session_every_page_asks_to_sign_in(visitor, route):
    stranger = visitor()
    answer = getattr(stranger, route.method.lower())(path_of(route))

    assert answer.status_code == 401
    assert "Passwort" in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("route", "name"),
    [
        pytest.param(route, name, id=f"{name} {route.method} {route.path}")
        for route in GUARDED
        for name, role in PEOPLE.items()
        if role not in route.roles
    ],
)
def test_a_role_that_is_not_named_is_refused(visitor, route, name):
    answer = getattr(visitor(name), route.method.lower())(path_of(route))

    assert answer.status_code == 403


def test_only_those_who_decide_see_what_was_really_said(visitor, desk):
    statement = desk.items("datenschutz")[0].item_id
    path = f"/datenschutz/{statement}"

    assert "Frau" in visitor("Anna Berg").get("/datenschutz?liste=alle").text
    assert visitor("Anna Berg").get(path).status_code == 200
    assert visitor("Lena Lies").get(path).status_code == 403
    assert path not in visitor("Lena Lies").get("/protokoll").text


@pytest.mark.parametrize("token", ["", "erfunden", "€"])
def test_a_forged_token_changes_nothing(visitor, desk, pattern_ids, token):
    anna = visitor("Anna Berg")
    path = f"/muster/{pattern_ids[0]}"
    answer = anna.post(path, csrf=token, version=anna.version(path), schritt="approve")

    assert answer.status_code == 403
    assert desk.log() == []


def test_the_token_of_somebody_else_is_forged(visitor, desk, pattern_ids):
    anna, bernd = visitor("Anna Berg"), visitor("Bernd Cole")
    answer = anna.post(f"/muster/{pattern_ids[0]}", csrf=bernd.token, version="", schritt="approve")

    assert answer.status_code == 403
    assert desk.log() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://fremd.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_from_elsewhere_is_refused_whatever_its_token(visitor, pattern_ids, headers):
    anna = visitor("Anna Berg")
    fields = {"csrf": anna.token, "version": "", "schritt": "approve"}
    answer = anna.client.post(f"/muster/{pattern_ids[0]}", data=fields, headers=headers)

    assert answer.status_code == 403


@pytest.mark.parametrize("host", ["fremd.example", "127.0.0.1.fremd.example", "", "127.0.0.1@x"])
def test_a_foreign_host_is_refused(visitor, host):
    answer = visitor().get("/anmelden", Host=host)

    assert answer.status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8750", "LOCALHOST", "[::1]:8750"])
def test_every_name_of_this_machine_is_welcome(visitor, host):
    assert visitor().get("/anmelden", Host=host).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/static/../accounts.py",
        "/static/..%2faccounts.py",
        "/static/%2e%2e/%2e%2e/records.py",
        "/static//etc/passwd",
        "/static/kern/../../accounts.py",
        "/muster/..%2f..%2fkonten.json",
        "/muster/%00",
        "/datenschutz/../../konten.json",
    ],
)
def test_no_path_leads_out_of_the_pages(visitor, path):
    answer = visitor("Anna Berg").client.get(path, follow_redirects=False)

    assert answer.status_code == 404
    assert "argon2" not in answer.text


def test_a_thousand_guesses_get_five_answers(visitor, clock):
    stranger = visitor()
    statuses = [
        stranger.post("/anmelden", name="Anna Berg", passwort=f"geraten-{n}").status_code
        for n in range(1000)
    ]

    assert statuses == [401] * TRIES + [429] * (1000 - TRIES)
    assert stranger.post("/anmelden", name=" anna  BERG", passwort=PASSWORD).status_code == 429
    clock[0] += WAIT_S
    assert stranger.post("/anmelden", name="Anna Berg", passwort=PASSWORD).status_code == 303


def test_nobody_learns_which_names_there_are(visitor):
    stranger = visitor()
    wrong = stranger.post("/anmelden", name="Anna Berg", passwort="falsch")
    unknown = stranger.post("/anmelden", name="Anna Borg", passwort="falsch")

    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text.replace("Anna Berg", "") == unknown.text.replace("Anna Borg", "")


def test_after_a_new_password_the_old_sessions_are_over(visitor):
    here, there = visitor("Anna Berg"), visitor("Anna Berg")
    new = "ganz andere lange worte"
    answer = here.post("/passwort", bisher=PASSWORD, neu=new, wieder=new)

    assert answer.status_code == 303
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 401
    assert there.post("/muster/M-1", schritt="approve").status_code == 401
    assert visitor().post("/anmelden", name="Anna Berg", passwort=PASSWORD).status_code == 401


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [("falsch", "x" * 12, "x" * 12), (PASSWORD, "kurz", "kurz"), (PASSWORD, "x" * 12, "y" * 12)],
)
def test_a_password_that_will_not_do_changes_nothing(visitor, old, new, again):
    anna = visitor("Anna Berg")
    answer = anna.post("/passwort", bisher=old, neu=new, wieder=again)

    assert answer.status_code == 422
    assert visitor("Anna Berg").get("/").status_code == 200


def test_a_role_that_was_taken_away_is_gone_at_once(visitor, accounts, pattern_ids):
    anna = visitor("Anna Berg")
    accounts.put("Anna Berg", "Lesen", PASSWORD)

    assert anna.post(f"/muster/{pattern_ids[0]}", schritt="approve").status_code == 401


def test_a_session_ends_after_a_day_and_with_signing_out(visitor, clock):
    anna, bernd = visitor("Anna Berg"), visitor("Bernd Cole")
    bernd.post("/abmelden")
    cookie = anna.client.cookies.get("sitzung")
    clock[0] += LASTS_S + 1

    assert bernd.get("/").status_code == 401
    assert cookie
    assert anna.get("/").status_code == 401


def carried(html: str) -> dict[str, str]:
    found = re.findall(r'name="(mit-[^"]*|weiter)" value="([^"]*)"', html)
    return {name: unescape(value) for name, value in found}


def test_what_was_typed_while_the_session_ended_comes_back_after_signing_in(
    visitor, desk, clock, pattern_ids
):
    anna = visitor("Anna Berg")
    path = f"/muster/{pattern_ids[0]}"
    typed = {"title": "Ein <neuer> Titel", "grund": "Lang überlegt.", "schritt": "edit"}
    version = anna.version(path)
    clock[0] += LASTS_S + 1
    late = anna.post(path, typed, version=version)
    wrong = anna.post("/anmelden", carried(late.text), name="Anna Berg", passwort="falsch")
    kept = carried(wrong.text)
    there = anna.post("/anmelden", kept, name="Anna Berg", passwort=PASSWORD).headers["location"]
    page = anna.get(there).text

    assert "Nach dem Anmelden steht Ihre Eingabe wieder im Formular" in late.text
    assert anna.token not in late.text + wrong.text
    assert there == path
    assert 'value="Ein &lt;neuer&gt; Titel"' in page
    assert "Lang überlegt.</textarea>" in page
    assert "Sie waren nicht mehr angemeldet" in page
    assert "Ein &lt;neuer&gt; Titel" not in anna.get(path).text
    assert desk.log() == []


def test_nothing_from_elsewhere_and_no_password_travels_with_a_sign_in(visitor, pattern_ids):
    stranger = visitor()
    path = f"/muster/{pattern_ids[0]}"
    elsewhere = stranger.client.post(
        path, data={"title": "Untergeschoben"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    password = stranger.post("/passwort", bisher="geheim-bisher", neu="geheim-neu", wieder="x")

    assert elsewhere.status_code == password.status_code == 401
    assert "Untergeschoben" not in elsewhere.text
    assert "geheim" not in password.text


def test_the_cookie_is_for_this_site_and_no_script(visitor):
    cookie = visitor().post("/anmelden", name="Anna Berg", passwort=PASSWORD).headers["set-cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie


@pytest.mark.parametrize(
    "there", ["//fremd.example", "/\\fremd.example", "https://fremd.example", "javascript:alert(1)"]
)
def test_signing_in_leads_nowhere_else(visitor, there):
    answer = visitor().post("/anmelden", name="Anna Berg", passwort=PASSWORD, weiter=there)

    assert answer.headers["location"] == "/"


def test_every_answer_forbids_scripts_and_frames(visitor):
    anna = visitor("Anna Berg")
    for path in ("/", "/muster", "/nirgends", "/static/app.css"):
        headers = anna.get(path).headers

        assert "default-src 'self'" in headers["content-security-policy"]
        assert "script-src 'none'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
    assert anna.get("/muster").headers["cache-control"] == "no-store"


def test_what_is_too_large_is_not_read(visitor):
    anna = visitor("Anna Berg")
    answer = anna.post("/muster/M-1", grund="x" * 3_000_000)

    assert answer.status_code == 413


class BrokenDesk:
    def refresh(self) -> None:
        raise ValueError("Der Scanner im Erdgeschoss ist ständig defekt")


def test_an_error_says_where_and_quotes_no_statement(accounts, caplog):
    anna = Visitor(TestClient(build_app(BrokenDesk(), accounts), base_url="http://127.0.0.1"))
    anna.post("/anmelden", name="Anna Berg", passwort=PASSWORD)
    answer = anna.get("/")

    assert answer.status_code == 500
    assert "ValueError in front.py" in answer.text
    assert "ValueError in front.py" in caplog.text
    assert "Scanner" not in answer.text + caplog.text
