from pathlib import Path

from pipeline import verbs
from pipeline.store import Store

NEW = "Der Bescheid ist für Kunden unverständlich, sie rufen wegen jedem Bescheid an."


def test_what_a_wave_brought_to_a_pattern_stands_on_its_page(run, visitor, desk):
    verbs.approve(Store(run), "muster", reviewer="Anna Berg")
    survey = Path(run.parent / "umfrage.csv")
    row = f"99;JC-01;Leistung;Sachbearbeitung;Was stört?;{NEW}\r\n"
    survey.write_text(survey.read_text("utf-8-sig") + row, "utf-8-sig")
    verbs.run(run, [survey], draft=True, watch=lambda _: None)
    (change,) = Store(run).manifest.wave.changes
    grown = visitor("Anna Berg").get(f"/muster/{change.pattern_id}").text
    (other, *_) = (i.item_id for i in desk.items("muster") if i.item_id != change.pattern_id)
    _, _, after = grown.partition("Neu seit der letzten Entscheidung")

    assert NEW in after
    assert "1 Schmerzpunkt kam" in after
    assert (
        "Neu seit der letzten Entscheidung" not in visitor("Anna Berg").get(f"/muster/{other}").text
    )
