"""potential map -> report.xlsx: seven sheets that print as they are."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from pipeline.potential_map import Potential, PotentialMap
from pipeline.records import Verdict
from pipeline.reports import wording as w
from pipeline.reports.workbook import Cell, Column, Pages


def render_xlsx(map: PotentialMap) -> bytes:
    """Text stays text, whatever it begins with; the same map gives the same bytes."""
    import xlsxwriter

    memory = BytesIO()
    book = xlsxwriter.Workbook(
        memory,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    # A fixed date: when a report was written says nothing about what is in it.
    book.set_properties(
        {
            "title": f"{w.TITLE} – {w.state(map)}",
            "comments": f"Bericht-ID {map.report_id}",
            "created": datetime(2000, 1, 1),
        }
    )
    pages = Pages(book, map)
    _overview(pages, map)
    _potentials(pages, map)
    _patterns(pages, map)
    _statements(pages, map)
    _non_use_cases(pages, map)
    _canvases(pages, map)
    _log(pages, map)
    book.close()
    return memory.getvalue()


def _overview(pages: Pages, map: PotentialMap) -> None:
    sheet = pages.add("Übersicht", [Column("", 34), Column("", 70), Column("", 16), Column("", 16)])
    sheet.write_string(1, 0, w.TITLE, pages.title)
    row = 3
    for sentence in w.summary(map):
        sheet.merge_range(row, 0, row, 3, "", pages.sentence)
        sheet.write_string(row, 0, sentence, pages.sentence)
        # Excel does not fit the height of merged cells; about 130 characters go into a line.
        sheet.set_row(row, 14.5 * (1 + len(sentence) // 130))
        row += 1
    limits = [(w.step(m.stage), f"{m.label}: {m.limits}") for m in map.methods if m.limits]
    if limits:
        row = pages.section(sheet, row, "Mit Einschränkung zu lesen", ("Schritt", "Grenze"), limits)
    row = pages.section(
        sheet,
        row,
        "Einstufung",
        ("Einstufung", "Reibungsmuster", "Anzahl"),
        [
            (v.value, ", ".join(p.number for p in map.of_verdict(v)), len(map.of_verdict(v)))
            for v in Verdict
        ],
    )
    row = pages.section(
        sheet,
        row,
        "Handlungsfelder",
        ("Handlungsfeld", "Reibungsmuster", "Aussagen", "Standorte"),
        [(f.title, ", ".join(f.potentials), f.statements, f.sites) for f in map.fields],
    )
    row = pages.section(
        sheet,
        row,
        "Voraussetzungen",
        ("Was zuerst da sein muss", "Wofür"),
        [(e.title, ", ".join(e.needed_by)) for e in map.enablers],
    )
    pages.section(sheet, row, "Lesehilfe", ("Begriff", "Bedeutung"), w.GUIDE)


def _potentials(pages: Pages, map: PotentialMap) -> None:
    columns = [
        Column("Nr.", 8), Column("Reibungsmuster", 40), Column("Handlungsfeld", 20),
        Column("Einstufung", 16), Column("Hebel", 16), Column("Aussagen", 10),
        Column("Standorte", 10), Column("Entlastungs-wirkung", 12), Column("Umsetz-barkeit", 10),
        Column("Datenlage", 10), Column("Übertrag-barkeit", 10), Column("Quadrant", 14),
        Column("Nicht beurteilt", 22), Column("Begründung", 48), Column("Prüfstand", 18),
    ]  # fmt: skip
    pages.table("Potenziallandkarte", columns, (_potential(p) for p in map.potentials))


def _potential(p: Potential) -> Sequence[Cell]:
    return (
        p.number,
        p.pattern.title,
        p.pattern.field_of_action,
        p.assessment.verdict.value,
        p.assessment.lever.value if p.assessment.lever else w.OPEN,
        p.statements,
        len(p.sites),
        p.relief,
        p.feasibility,
        p.data,
        p.transfer,
        p.quadrant.value,
        ", ".join(c.value for c in p.unrated) if p.assessed else w.NOT_RATED,
        p.assessment.reason,
        w.reviewed(p),
    )


def _patterns(pages: Pages, map: PotentialMap) -> None:
    columns = [
        Column("Nr.", 8), Column("Reibungsmuster", 30), Column("Zusammenfassung", 44),
        Column("Ursache", 30), Column("Auswirkung", 30), Column("Schlüsselbegriffe", 22),
        Column("Standorte", 26), Column("Bereiche", 22), Column("Quellen", 18),
        Column("Zitate mit Herkunft", 60), Column("Bewertungsraster", 48),
    ]  # fmt: skip
    pages.table(
        "Reibungsmuster",
        columns,
        (
            (
                p.number,
                p.pattern.title,
                p.pattern.summary,
                p.pattern.cause or w.OPEN,
                p.pattern.effect or w.OPEN,
                ", ".join(p.pattern.keyphrases),
                w.spread(p.sites),
                w.spread(p.areas),
                w.spread(p.channels),
                "\n".join(
                    f"„{q.text}“ ({q.origin}; {q.external_id or q.statement_id})" for q in p.quotes
                ),
                "\n".join(
                    f"{r.criterion.value} {w.decimal(r.value)}: {r.reason}"
                    for r in p.assessment.ratings
                )
                or w.NOT_RATED,
            )
            for p in map.potentials
        ),
    )


def _statements(pages: Pages, map: PotentialMap) -> None:
    columns = [
        Column("Kennung", 14), Column("Eigene Nr.", 12), Column("Quelle", 12),
        Column("Standort", 12), Column("Bereich", 16), Column("Funktion", 18),
        Column("Frage", 28), Column("Aussage (anonymisiert)", 80), Column("Reibungsmuster", 16),
        Column("Verbleib", 18),
    ]  # fmt: skip
    pages.table(
        "Aussagen",
        columns,
        (
            (
                row.statement_id,
                row.external_id,
                row.channel,
                row.site,
                row.area,
                row.role,
                row.question,
                row.text,
                ", ".join(row.potentials),
                row.fate.value,
            )
            for row in map.statements
        ),
    )


def _non_use_cases(pages: Pages, map: PotentialMap) -> None:
    columns = [
        Column("Nr.", 8), Column("Reibungsmuster", 32), Column("Handlungsfeld", 20),
        Column("Hebel", 16), Column("Maßnahme", 44), Column("Begründung", 44),
        Column("Was müsste sich ändern?", 40), Column("Aussagen", 10), Column("Belege", 40),
    ]  # fmt: skip
    pages.table(
        "Nicht-Use-Cases",
        columns,
        (
            (
                n.number,
                n.title,
                n.field_of_action,
                n.lever.value if n.lever else w.OPEN,
                n.measure,
                n.reason,
                n.revisit_when,
                n.statements,
                ", ".join(n.evidence),
            )
            for n in map.non_use_cases
        ),
    )


def _canvases(pages: Pages, map: PotentialMap) -> None:
    """One line per field, so that a canvas reads from top to bottom; the filter picks one."""
    columns = [Column("Nr.", 8), Column("Feld", 26), Column("Inhalt", 110)]
    rows: list[Sequence[Cell]] = []
    breaks = []
    for c in map.canvases:
        fields = (
            ("Titel", c.title),
            ("Handlungsfeld", c.field_of_action),
            *w.canvas_rows(c),
            ("Voraussetzungen", "\n".join(c.enablers)),
            ("Risiken", "\n".join(c.risks)),
            ("Umfang", f"{w.counted(c.statements, 'Aussage', 'Aussagen')}, "
                       f"{w.counted(c.sites, 'Standort', 'Standorte')}"),
            ("Belege", ", ".join(c.evidence)),
        )  # fmt: skip
        rows += [(c.number, label, text or w.OPEN) for label, text in fields]
        breaks.append(2 + len(rows))
    pages.table("Use-Case-Canvas", columns, rows).set_h_pagebreaks(breaks[:-1])


def _log(pages: Pages, map: PotentialMap) -> None:
    widths = (26, 34, 34, 24, 24, 48)
    sheet = pages.add("Protokoll", [Column("", width) for width in widths])
    row = pages.section(
        sheet, 0, "Verfahren", ("Schritt", "Verfahren", "Grenzen", "Kennung"),
        [(w.step(m.stage), m.label, m.limits or "–", m.identity)
         for m in map.methods],
    )  # fmt: skip
    row = pages.section(
        sheet, row, "Bilanz", ("Was", "davon", "Anzahl"),
        [line for label, total, parts in w.ledger_rows(map.ledger)
         for line in ((label, "gesamt", total), *((label, name, n) for name, n in parts))],
    )  # fmt: skip
    row = pages.section(
        sheet, row, "Eingänge", ("Nr.", "Quelle", "Art", "Aussagen", "", "SHA-256"),
        [(i.number, i.channel, i.kind, i.statements, None, i.sha256) for i in map.inputs],
    )  # fmt: skip
    row = pages.section(
        sheet, row, "Prüfungen",
        ("Prüfung", "Geprüft von", "Zuletzt", "Vorschläge", "entschieden", "offen"),
        [(w.CHECKPOINTS[r.checkpoint], ", ".join(r.reviewers) or "–", w.moment(r.last_at),
          r.proposed, r.decided, r.open) for r in map.reviews],
    )  # fmt: skip
    row = pages.section(
        sheet, row, "Entscheidungen",
        ("Prüfung", "Gegenstand", "Zeitpunkt", "Entscheidung", "Wer", "Begründung"),
        [(w.CHECKPOINTS[d.checkpoint], d.item_id, w.moment(d.at), w.action(d),
          f"{d.reviewer} ({d.role})", d.reason or "–") for d in map.decisions],
    )  # fmt: skip
    pages.section(
        sheet, row, "Ausgeschieden", ("Schritt", "Eintrag", "Grund", "Art"),
        [(w.step(f.stage), f.item_id, f.reason, w.LEFT[f.kind])
         for f in map.failures],
    )  # fmt: skip
