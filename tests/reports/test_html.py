import itertools
import re
from html.parser import HTMLParser

import pytest

from pipeline.potential_map import PotentialMap
from pipeline.reports import wording
from pipeline.reports.html import render_html


class Page(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def html(draft_map: PotentialMap) -> str:
    return render_html(draft_map).decode("utf-8")


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def test_nothing_is_fetched_and_nothing_runs(html: str, page: Page) -> None:
    assert not {"script", "link", "img", "iframe", "object", "form"} & {t for t, _ in page.tags}
    assert all(not name.startswith("on") for _, attributes in page.tags for name in attributes)
    assert all("src" not in attributes for _, attributes in page.tags)
    assert all((a["href"] or "").startswith("#") for a in page.all("a"))
    assert "url(" not in html
    assert "@import" not in html


def test_a_statement_cannot_smuggle_markup_in(html: str, page: Page) -> None:
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "<script>alert('x')</script>" in page.text


def test_every_link_leads_somewhere(page: Page) -> None:
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]

    assert len(ids) == len(set(ids))
    assert {(a["href"] or "")[1:] for a in page.all("a")} <= set(ids)


def test_screen_readers_find_language_landmarks_and_headings(page: Page) -> None:
    levels = [int(t[1]) for t, _ in page.tags if re.fullmatch("h[1-6]", t)]

    assert page.all("html")[0]["lang"] == "de"
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert [len(page.all(tag)) for tag in ("main", "header", "nav")] == [1, 1, 1]
    assert page.all("a")[0] == {"class": "skip", "href": "#inhalt"}
    assert page.all("main")[0]["id"] == "inhalt"


def test_every_heading_of_a_table_says_what_it_heads(page: Page) -> None:
    assert page.all("th")
    assert all(th.get("scope") in ("col", "row") for th in page.all("th"))


def test_the_picture_has_title_and_description(page: Page) -> None:
    picture = page.all("svg")[0]
    ids = {attributes.get("id") for _, attributes in page.tags}

    assert set((picture["aria-labelledby"] or "").split()) == {"map-title", "map-desc"}
    assert {"map-title", "map-desc"} <= ids


def test_every_potential_is_drawn_or_listed_and_unfolds(
    draft_map: PotentialMap, page: Page
) -> None:
    drawn = {a["href"] for a in page.all("a") if "aria-label" in a}
    bodies = {div.get("id") for div in page.all("div")}

    for potential in draft_map.potentials:
        placed = potential.relief is not None and potential.feasibility is not None
        assert (f"#{potential.number}" in drawn) == placed
        assert potential.number in bodies
    assert "Ohne Platz im Bild" in page.text


def test_every_quote_names_its_origin_and_its_id(draft_map: PotentialMap, page: Page) -> None:
    quotes = [quote for potential in draft_map.potentials for quote in potential.quotes]

    assert quotes
    for quote in quotes:
        assert f"„{quote.text}“" in page.text
        assert quote.origin in page.text
        assert quote.statement_id in page.text


def test_no_number_of_the_survey_tool_leads_back_to_who_answered(html: str) -> None:
    assert "U-0001" not in html


def test_a_non_use_case_names_its_evidence_as_a_canvas_does(
    draft_map: PotentialMap, html: str
) -> None:
    section = html.split('id="nicht-use-cases"')[1].split('id="unklar"')[0]

    assert draft_map.non_use_cases
    for case in draft_map.non_use_cases:
        assert all(f">{statement_id}</code>" in section for statement_id in case.evidence)


def test_a_draft_says_so_on_top_in_the_title_and_on_every_printed_page(html: str) -> None:
    assert html.count(wording.DRAFT) >= 4
    assert re.search(rf"<title>[^<]*{wording.DRAFT}", html)
    assert re.search(rf'class="stamp">{wording.DRAFT}', html)
    assert re.search(rf'class="running"[^§]*?<strong>{wording.DRAFT}</strong>', html)
    assert "table-header-group" in html


def test_a_reviewed_report_bears_no_draft_stamp(final_map: PotentialMap) -> None:
    html = render_html(final_map).decode("utf-8")

    assert "ENTWURF" not in html
    assert "Stand: geprüft" in html


def test_stand_ins_and_their_limits_come_before_the_map(draft_map: PotentialMap, html: str) -> None:
    limits = [method.limits for method in draft_map.methods if method.limits]

    assert limits
    assert all(html.index(text) < html.index('id="landkarte"') for text in limits)


def test_the_ledger_stands_there_as_a_sum(page: Page) -> None:
    assert "= 387 behalten + 5 leer + 3 doppelt + 1 Moderation + 0 fehlerhaft" in page.text


def test_an_empty_map_is_still_a_page(draft_map: PotentialMap) -> None:
    empty = draft_map.model_copy(
        update=dict.fromkeys(
            ("potentials", "fields", "canvases", "non_use_cases", "enablers", "statements"), ()
        )
    )

    assert "ließ sich daraus nicht bilden" in render_html(empty).decode("utf-8")


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


PAIRS = (
    *(("ink", ground) for ground in ("ki", "vor", "nicht", "unklar", "tint", "warn", "paper")),
    *((text, ground) for text in ("soft", "accent") for ground in ("tint", "paper")),
)


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out_from_its_ground_as_wcag_aa_asks(html: str, text: str, ground: str) -> None:
    colours = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6});", html)) | {"paper": "#ffffff"}
    lights = sorted((_luminance(colours[text]), _luminance(colours[ground])))

    assert (lights[1] + 0.05) / (lights[0] + 0.05) >= 4.5


def test_what_an_unclear_pattern_would_need_counts_for_nothing_yet(
    unsure_map: PotentialMap,
) -> None:
    needed = {potential.assessment.enablers for potential in unsure_map.potentials}

    assert ("Orakel",) in needed
    assert "Schnittstelle zum Fachverfahren" in {e.title for e in unsure_map.enablers}
    assert "Orakel" not in render_html(unsure_map).decode("utf-8")


def test_whoever_reads_on_paper_is_told_how_to_read_before_the_protocol(html: str) -> None:
    assert html.index('<h2 id="lesehilfe">') < html.index('<h2 id="protokoll">')
    assert html.index('href="#lesehilfe"') < html.index('href="#protokoll"')


def test_what_left_for_the_same_reason_stands_in_one_row_with_every_id(
    draft_map: PotentialMap,
) -> None:
    moderation = draft_map.failures[-1]
    same = [moderation.model_copy(update={"item_id": f"S-GLEICH{n}"}) for n in range(30)]
    other = moderation.model_copy(update={"item_id": "S-ANDERS", "reason": "leere Angabe"})
    map = draft_map.model_copy(update={"failures": (*same, other)})
    section = render_html(map).decode("utf-8").split("<h3>Ausgeschieden</h3>")[1]

    assert section.count("<tr><td>") == 2
    assert all(f">S-GLEICH{n}</code>" in section for n in range(30))
    assert "S-ANDERS" in section


def test_decisions_that_differ_in_the_item_alone_stand_in_one_row(draft_map: PotentialMap) -> None:
    (bulk,) = draft_map.decisions
    items = [bulk.model_copy(update={"item_id": f"m00{n}"}) for n in range(3)]
    single = bulk.model_copy(update={"item_id": "m009", "channel": "web"})
    last = bulk.model_copy(update={"item_id": "m004"})
    map = draft_map.model_copy(update={"decisions": (*items, single, last)})
    page = render_html(map).decode("utf-8")
    section = page.split("Entscheidungen im Einzelnen")[1].split("</table>")[0]

    assert section.count("<tr><td>") == 3
    assert section.count("<code") == 5
    assert "5 Entscheidungen im Einzelnen" in page
