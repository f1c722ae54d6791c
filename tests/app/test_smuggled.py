"""What people type and what their accounts are called stays text, in the reports, too."""

from html.parser import HTMLParser
from io import BytesIO

from openpyxl import load_workbook

from pipeline import verbs
from pipeline.flow import POTENTIAL_MAP
from pipeline.reports import RENDERERS
from pipeline.store import Store

PASSWORD = "richtig pferd batterie klammer"
NAME = "<b>Eva</b> <script>alert(2)</script>"
TITLE = "</title><iframe srcdoc=boese>"
FORMULA = '=HYPERLINK("http://boese.example","hier")'
REASON = "<object data=boese onload=lauf()> Das ist meine Begründung."


class Tags(HTMLParser):
    """Every tag of a page, and every attribute that would run something."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.running: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.seen.add(tag)
        self.running += [name for name, _ in attributes if name.startswith("on")]


def test_a_script_in_a_title_a_reason_or_a_name_stays_text_in_every_report(
    visitor, accounts, desk, run, pattern_ids
):
    accounts.put(NAME, "Freigabe", PASSWORD)
    eva = visitor(NAME)
    for item, title in zip(pattern_ids, (TITLE, FORMULA), strict=False):
        path = f"/muster/{item}"
        eva.post(path, version=eva.version(path), schritt="edit", title=title, grund=REASON)
    verbs.run(run, [], draft=True, watch=lambda _: None)
    potential_map = Store(run).load(POTENTIAL_MAP)
    page = RENDERERS["html"](potential_map).decode()
    book = load_workbook(BytesIO(RENDERERS["xlsx"](potential_map)))
    tags = Tags(page)
    cells = [c for s in book for row in s.iter_rows() for c in row]

    assert tags.seen.isdisjoint({"script", "img", "iframe", "object"})
    assert tags.running == []
    for typed in (TITLE, NAME, REASON):
        assert typed.replace("<", "&lt;").replace(">", "&gt;") in page
        assert any(typed in str(cell.value) for cell in cells)
    assert any(FORMULA in str(cell.value) for cell in cells)
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
