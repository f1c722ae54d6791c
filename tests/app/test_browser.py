"""A whole review in a real browser: the sample from three open checkpoints to its potential map.

Runs where Debian's Chromium is installed. Pictures go to the folder that SCHMERZPUNKT_PICTURES
names, else to one that pytest keeps for a while.
"""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from visitor import PASSWORD, PEOPLE

from pipeline import verbs
from pipeline.app.accounts import Accounts
from pipeline.app.serving import Listening, serve
from pipeline.flow import POTENTIAL_MAP
from pipeline.records import Criterion
from pipeline.resources import resource
from pipeline.store import Store

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium ist nicht installiert (apt: chromium)"),
    pytest.mark.timeout(1200),
]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",  # containers often give /dev/shm too little for a picture
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Far more than a page ever takes, on a machine that does ten other things.
PATIENCE_MS = 240_000


class Browser:
    """One person's window. Remembers every request, and looks at each new page with axe."""

    def __init__(self, page: Any, base: str, pictures: Path, axe: Any) -> None:
        self.page = page
        self.base = base
        self.pictures = pictures
        self.axe = axe
        self.seen: set[str] = set()
        self.requests: list[str] = []
        self.findings: list[str] = []
        page.context.on("request", lambda request: self.requests.append(request.url))

    def go(self, path: str, picture: str = "") -> "Browser":
        self.page.goto(self.base + path)
        return self.look(picture)

    def look(self, picture: str = "", *, whole: bool = False) -> "Browser":
        """Takes a picture and lets axe look, once for each name."""
        if picture and picture not in self.seen:
            self.seen.add(picture)
            self.page.screenshot(path=self.pictures / f"{picture}.png", full_page=whole)
            if self.axe:
                violations = self.axe.run(self.page).response["violations"]
                self.findings += [
                    f"{picture}: {v['id']}: {n['html'][:150]}"
                    for v in violations
                    for n in v["nodes"]
                ]
        return self

    def click(self, target: Any) -> "Browser":
        """Clicks what leads to another page, and waits until that page is there."""
        with self.page.expect_navigation():
            target.click()
        return self

    def press(self, label: str) -> "Browser":
        return self.click(self.page.get_by_role("button", name=label, exact=True).first)

    def follow(self, label: str) -> "Browser":
        return self.click(self.page.get_by_role("link", name=label, exact=True).first)

    def fill(self, label: str, text: str) -> "Browser":
        self.page.get_by_label(label, exact=True).first.fill(text)
        return self

    def text(self) -> str:
        return str(self.page.locator("main").inner_text())

    def heading(self) -> str:
        return str(self.page.locator("h1").inner_text())

    def sign_in(self, name: str) -> "Browser":
        self.go("/anmelden").fill("Name", name).fill("Passwort", PASSWORD)
        self.press("Anmelden")
        return self


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    wanted = os.environ.get("SCHMERZPUNKT_PICTURES")
    folder = Path(wanted) if wanted else tmp_path_factory.mktemp("bilder")
    folder.mkdir(parents=True, exist_ok=True)
    return folder.absolute()


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample as far as the first checkpoint; patterns and assessments need two people."""
    folder = tmp_path_factory.mktemp("beispiel")
    shutil.copytree(resource("data/beispiel"), folder / "quelle")
    profile = folder / "quelle" / "profil.toml"
    rules = '\n[llm]\nanalyst = "rules"\n[review]\nmuster = 2\neinstufung = 2\n'
    profile.write_text(profile.read_text("utf-8") + rules, "utf-8")
    go_on(folder / "lauf", [folder / "quelle"], profile)
    accounts = Accounts(folder / "konten.json")
    for name, role in PEOPLE.items():
        accounts.put(name, role, PASSWORD)
    return folder


@pytest.fixture
def run(sample: Path, tmp_path: Path) -> Path:
    shutil.copytree(sample, tmp_path / "daten")
    return tmp_path / "daten" / "lauf"


@pytest.fixture
def address(run: Path) -> Iterator[str]:
    with listening(run) as address:
        yield address


@contextmanager
def listening(run: Path) -> Iterator[str]:
    """A real server on a free port that the system chooses, stopped at the end."""
    server = serve(run, Listening(port=0))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=FLAGS, timeout=PATIENCE_MS
        )
        yield browser
        browser.close()


@pytest.fixture
def window(chromium: Any, address: str, pictures: Path) -> Iterator[Callable[..., Browser]]:
    from axe_playwright_python.sync_playwright import Axe

    contexts = []

    def opened(name: str, *, scripts: bool = True, width: int = 1200) -> Browser:
        context = chromium.new_context(
            java_script_enabled=scripts, viewport={"width": width, "height": 850}, locale="de-DE"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        return Browser(page, address, pictures, Axe() if scripts else None).sign_in(name)

    yield opened
    for context in contexts:
        context.close()


def go_on(run: Path, sources: Any = (), profile: Path | None = None) -> str | None:
    _, outcome = verbs.run(run, list(sources), profile=profile, watch=lambda _: None)
    return outcome.waits_for.name if outcome.waits_for else None


def approve_all(person: Browser, path: str, button: str = "Bestätigen") -> int:
    """Opens what waits, and confirms until the list comes back."""
    person.go(f"{path}?stand=ich")
    if not person.page.locator("tbody th a").count():
        return 0
    person.click(person.page.locator("tbody th a").first)
    confirmed = 0
    while person.page.get_by_role("button", name=button, exact=True).count():
        person.press(button)
        confirmed += 1
    return confirmed


@pytest.mark.parametrize("scripts", [True, False], ids=["mit Skripten", "ohne Skripte"])
def test_three_people_take_the_sample_to_its_potential_map(window, run, address, scripts):
    anna, bernd, clara = (window(name, scripts=scripts) for name in list(PEOPLE)[:3])
    desk = verbs.open_desk(Store(run))

    anna.look("uebersicht")
    review_statements(anna)
    assert go_on(run) == "muster"

    merged, split = review_patterns(anna, bernd, clara)
    assert go_on(run) == "einstufung"

    overridden = review_assessments(anna, bernd, clara)
    assert go_on(run) is None

    anna.go("/", "fertig").go("/protokoll", "protokoll")
    anna.go("/protokoll/uebereinstimmung", "uebereinstimmung")
    desk.refresh()
    potentials = {p.pattern.title: p for p in Store(run).load(POTENTIAL_MAP).potentials}
    assert not Store(run).load(POTENTIAL_MAP).draft
    assert merged in potentials
    assert split in potentials
    assert "Andere Fassung" in potentials
    assert potentials[overridden].assessment.verdict == "Nicht-KI"
    assert all(p.open == 0 for p in desk.progress())
    assert {d.action for d in desk.log()} >= {"approve", "merge", "split", "move", "override"}
    assert verbs.verify(Store(run))["decisions"] == len(desk.log())

    for person in (anna, bernd, clara):
        assert [r for r in person.requests if not r.startswith(address)] == []
        assert person.findings == []


@pytest.fixture
def drafted(run: Path) -> Path:
    verbs.run(run, [], draft=True, watch=lambda _: None)
    return run


def test_pages_reflow_at_400_percent_and_keys_alone_are_enough(window, drafted):
    """1280 pixels at 400 % are 320; only tables may be wider, within a frame that scrolls."""
    anna = window("Anna Berg", width=320)
    item = verbs.open_desk(Store(drafted)).items("muster")[0].item_id
    statement = verbs.open_desk(Store(drafted)).items("datenschutz")[0].item_id
    paths = ["/", "/muster", "/restmenge", "/einstufung", "/datenschutz", "/zweitpruefung"]
    paths += [f"/muster/{item}{way}" for way in ("", "/teilen", "/verschieben", "/zusammenfuehren")]
    paths += [f"/einstufung/{item}", f"/datenschutz/{statement}", "/protokoll", "/passwort"]
    for path in paths:
        anna.go(path, "eng" + path.replace("/", "-").replace(item, "m").replace(statement, "s"))
        assert anna.page.evaluate("document.documentElement.scrollWidth") <= 320, path
    assert anna.findings == []

    anna.go(f"/muster/{item}")
    reached = press_tab_until(anna, "Bestätigen")
    with anna.page.expect_navigation():
        anna.page.keyboard.press("Enter")
    assert item not in anna.page.url
    assert reached[0] == "Zum Inhalt springen"
    assert verbs.open_desk(Store(drafted)).item("muster", item).hands == ("Anna Berg",)


# Starts the animation of a button anew, and says whether it takes a click before and after its end.
RESTARTED = """button => {
  button.style.animation = "none"; button.offsetWidth; button.style.animation = "";
  const first = getComputedStyle(button).pointerEvents;
  button.getAnimations()[0].finish();
  return [first, getComputedStyle(button).pointerEvents];
}"""


def test_the_second_click_of_a_double_click_meets_a_button_that_takes_none(window, drafted):
    anna = window("Anna Berg")
    anna.go("/muster").click(anna.page.locator("tbody th a").first)
    first = anna.page.url
    button = anna.page.get_by_role("button", name="Bestätigen", exact=True)
    anna.click(button)

    assert anna.page.url != first
    assert button.evaluate(RESTARTED) == ["none", "auto"]
    assert [d.item_id for d in verbs.open_desk(Store(drafted)).log()] == [first.rpartition("/")[2]]


def test_two_browsers_on_one_pattern_lose_nothing(window, drafted):
    anna, bernd = window("Anna Berg"), window("Bernd Cole")
    item = verbs.open_desk(Store(drafted)).items("muster")[0].item_id
    for person in (anna, bernd):
        person.go(f"/muster/{item}").page.get_by_text("Text bearbeiten").click()
    anna.fill("Titel", "Erstfassung").press("Text speichern")
    bernd.fill("Titel", "Gegenfassung").press("Text speichern")

    assert bernd.heading() == "Inzwischen geändert"
    assert "Erstfassung" in bernd.text()
    assert "Gegenfassung" in bernd.text()
    bernd.look("konflikt").press("Trotzdem einreichen")
    assert bernd.heading() == "Erstfassung"
    assert "Strittig" in bernd.text()
    words = verbs.open_desk(Store(drafted)).log()
    assert [(d.reviewer, d.action) for d in words] == [
        ("Anna Berg", "edit"),
        ("Bernd Cole", "edit"),
    ]
    assert bernd.findings == []


def test_axe_finds_nothing_on_the_pages_beside_the_way(window, drafted):
    vera = window("Vera Walt")
    vera.go("/konten", "konten").go("/gibt-es-nicht", "fehler").go("/barrierefreiheit", "hinweis")
    vera.go("/passwort").fill("Bisheriges Passwort", "falsch").fill("Neues Passwort", "kurz")
    vera.fill("Neues Passwort wiederholen", "kurz").press("Passwort ändern").look("passwort-falsch")
    vera.press("Abmelden").look("anmelden").fill("Name", "Vera Walt").fill("Passwort", "falsch")
    vera.press("Anmelden").look("anmelden-falsch")

    assert "stimmen nicht" in vera.text()
    assert vera.findings == []


@pytest.fixture
def unseen(run: Path) -> None:
    """The second person judges without having seen what the first one said."""
    store = Store(run)
    assert store.manifest
    values = store.manifest.settings
    values = {**values, "review": {**values["review"], "blind": True}}
    store.save_manifest(store.manifest.model_copy(update={"settings": values}))


def test_axe_finds_nothing_where_one_judges_again_or_without_having_seen(unseen, drafted, window):
    anna, bernd = window("Anna Berg"), window("Bernd Cole")
    item = verbs.open_desk(Store(drafted)).items("muster")[0].item_id
    for label in ("Titel", "Ursache"):
        anna.go(f"/muster/{item}").page.get_by_text("Text bearbeiten").click()
        anna.fill(label, f"Erste {label}").press("Text speichern")
    anna.click(anna.page.locator("button[value=take_back]").first).look("erneut")
    anna.go(f"/einstufung/{item}").press("Bestätigen")
    bernd.go(f"/einstufung/{item}", "verdeckt")

    assert "Damals entschieden" in anna.go(f"/muster/{item}").text()
    assert "Sie urteilen zuerst selbst" in bernd.text()
    assert anna.findings + bernd.findings == []


def press_tab_until(person: Browser, label: str) -> list[str]:
    """What the focus passes; each of them visibly marked."""
    passed: list[str] = []
    for _ in range(60):
        person.page.keyboard.press("Tab")
        focus = person.page.evaluate(
            "[document.activeElement.innerText.trim(),"
            " getComputedStyle(document.activeElement).outlineStyle]"
        )
        assert focus[1] != "none", focus
        passed.append(focus[0])
        if focus[0] == label:
            return passed
    raise AssertionError(passed)


def review_statements(anna: Browser) -> None:
    """Looks at one closely, masks one more word, and accepts the others page by page."""
    anna.go("/datenschutz?liste=stichprobe", "datenschutz-stichprobe")
    anna.go("/datenschutz", "datenschutz")
    anna.click(anna.page.get_by_role("link", name="Öffnen und ändern").first)
    anna.look("datenschutz-aussage")
    text = anna.page.locator(".said").inner_text()
    word = max(text.replace(",", " ").replace(".", " ").split()[-12:], key=len)
    anna.fill("Weitere Stellen", word).press("Markierungen speichern")
    assert "bearbeitet" in anna.text()
    while True:
        anna.go("/datenschutz?liste=treffer&stand=open")
        accept = anna.page.get_by_role("button", name="annehmen")
        if not accept.count():
            return
        anna.click(accept.first)


def review_patterns(anna: Browser, bernd: Browser, clara: Browser) -> tuple[str, str]:
    """A merge, a split, a move, a dispute and its solution; the titles that must come out."""
    anna.go("/muster", "muster-liste")
    titles = anna.page.locator("tbody th a").all_inner_texts()
    anna.follow(titles[0]).look("muster")

    anna.follow("Mit anderem Muster zusammenführen")
    anna.page.locator("input[name=mit]").first.check()
    anna.look("zusammenfuehren")
    anna.fill("Titel des gemeinsamen Musters", "Gemeinsames Muster").press("Vorschau")
    anna.look("vorschau").press("Jetzt zusammenführen")
    assert anna.heading() == "Gemeinsames Muster"

    anna.follow("In mehrere Muster teilen").fill("Titel von Teil A", "Abgeteiltes Muster")
    for choice in anna.page.locator("select.small").all()[:4]:
        choice.select_option("A")
    anna.look("teilen").press("Vorschau").press("Jetzt teilen")

    anna.follow("Einzelne Aussagen verschieben")
    anna.page.get_by_label("Wohin").select_option("rest")
    anna.page.locator("input[name=punkt]").first.check()
    anna.look("verschieben").press("Vorschau").press("Jetzt verschieben")
    anna.go("/restmenge", "restmenge")

    approve_all(anna, "/muster")
    bernd.go("/zweitpruefung", "zweitpruefung").go("/muster?stand=reviewed")
    made = ("Gemeinsames Muster", "Abgeteiltes Muster")
    found = bernd.page.locator("tbody th a").all_inner_texts()
    bernd.follow(next(title for title in found if title not in made))
    where = bernd.page.url
    bernd.page.get_by_text("Text bearbeiten").click()
    bernd.fill("Titel", "Andere Fassung").press("Text speichern")
    assert "Strittig" in bernd.text()
    approve_all(bernd, "/muster")
    clara.page.goto(where)
    clara.look("strittig").press("Fassung von Bernd Cole gilt")
    approve_all(clara, "/muster")
    return made


def review_assessments(anna: Browser, bernd: Browser, clara: Browser) -> str:
    """One verdict against the proposal, all others confirmed twice."""
    anna.go("/einstufung", "einstufung-liste").go("/einstufung?urteil=KI")
    title = anna.page.locator("tbody th a").first.inner_text()
    anna.follow(title).look("einstufung")
    anna.page.get_by_text("Abweichend einstufen").click()
    anna.page.get_by_label("Nicht-KI", exact=True).check()
    anna.page.get_by_label("Hebel", exact=True).select_option("Standardisierung")
    anna.page.get_by_text("Acht Kriterien bewerten").click()
    anna.page.get_by_label(Criterion.NUTZEN.value, exact=True).select_option("4")
    anna.look("einstufung-abweichend")
    anna.page.locator("#grund-override").fill("Einheitliche Vorlagen lösen das ohne KI.")
    anna.press("Einstufung speichern")
    approve_all(anna, "/einstufung")
    approve_all(bernd, "/einstufung")
    approve_all(clara, "/einstufung")
    return str(title)
