"""potential map -> report.xlsx: seven sheets that print as they are."""

from collections.abc import Callable, Sequence
from io import BytesIO

from pipeline.potential_map import Potential, PotentialMap
from pipeline.records import Verdict
from pipeline.reports import accounts
from pipeline.reports import wording as w
from pipeline.reports.summary import summary
from pipeline.reports.workbook import Cell, Column, Look, Page
from pipeline.tools.text_workbook import text_workbook

Add = Callable[[str, Sequence[Column]], Page]


def render_xlsx(map: PotentialMap) -> bytes:
    """Text stays text, whatever it begins with; the same map gives the same bytes."""
    memory = BytesIO()
    book = text_workbook(
        memory, title=f"{w.TITLE} – {w.state(map)}", comments=f"Bericht-ID {map.report_id}"
    )
    look = Look(book, draft=map.draft)

    def add(name: str, columns: Sequence[Column]) -> Page:
        return Page(book, look, map, name, columns)

    for sheet in (
        _overview, _potentials, _patterns, _statements, _non_use_cases, _canvases, _log,
    ):  # fmt: skip
        sheet(add, map)
    book.close()
    return memory.getvalue()


def _overview(add: Add, map: PotentialMap) -> None:
    page = add("Übersicht", [Column("", 32), Column("", 76), Column("", 12), Column("", 12)])
    page.sheet.write_string(1, 0, w.TITLE, page.look.title)
    page.sheet.set_row(1, 24)
    page.row = 2
    page.sentences(summary(map))
    limits = w.stand_ins(map.methods)
    if limits:
        page.section("Mit Einschränkung zu lesen", ("Schritt", "Grenze"), limits)
    page.section(
        "Einstufung",
        ("Einstufung", "Reibungsmuster", "Anzahl"),
        [
            (v.value, ", ".join(p.number for p in map.of_verdict(v)), len(map.of_verdict(v)))
            for v in Verdict
        ],
    )
    page.section(
        "Handlungsfelder",
        ("Handlungsfeld", "Reibungsmuster", "Aussagen", "Standorte"),
        [
            (f.title, ", ".join(f.potentials), f.statements or w.few(0), f.sites or w.few(0))
            for f in map.fields
        ],
    )
    page.section(
        "Voraussetzungen",
        ("Was zuerst da sein muss", "Wofür"),
        [(e.title, ", ".join(e.needed_by)) for e in map.enablers] or [("keine benannt", None)],
    )
    page.section("Lesehilfe", ("Begriff", "Bedeutung"), w.GUIDE)


def _potentials(add: Add, map: PotentialMap) -> None:
    columns = [
        Column("Nr.", 8), Column("Reibungsmuster", 36), Column("Handlungsfeld", 19),
        Column("Einstufung", 16), Column("Hebel", 16), Column("Aussagen", 9.5),
        Column("Standorte", 9.5), Column("Entlastungs-\nwirkung", 12),
        Column("Umsetz-\nbarkeit", 9), Column("Daten-\nlage", 9), Column("Übertrag-\nbarkeit", 9.5),
        Column("Quadrant", 13), Column("Nicht beurteilt", 17), Column("Prüfstand", 15),
    ]  # fmt: skip
    add("Potenziallandkarte", columns).table(_potential(p) for p in map.potentials)


def _potential(p: Potential) -> Sequence[Cell]:
    return (
        p.number,
        p.pattern.title,
        p.pattern.field_of_action,
        p.assessment.verdict.value,
        w.lever(p) or w.OPEN,
        p.statements or w.few(0),
        len(p.sites) or w.few(0),
        p.relief,
        p.feasibility,
        p.data,
        p.transfer,
        p.quadrant.value,
        ", ".join(c.value for c in p.unrated) if p.assessed else w.NOT_RATED,
        w.reviewed(p),
    )


def _patterns(add: Add, map: PotentialMap) -> None:
    columns = [
        Column("Nr.", 8), Column("Reibungsmuster", 26), Column("Zusammenfassung", 38),
        Column("Ursache", 28), Column("Auswirkung", 28), Column("Schlüsselbegriffe", 18),
        Column("Zitate mit Herkunft", 62), Column("Begründung der Einstufung", 34),
        Column("Bewertungsraster", 40), Column("Standorte", 22), Column("Bereiche", 20),
        Column("Quellen", 16), Column("Stabilität", 18), Column("Ähnliche Muster", 14),
        Column("Zweifel", 20),
    ]  # fmt: skip
    page = add("Reibungsmuster", columns)
    page.table(_pattern(p) for p in map.potentials)
    # Too much for the width of one page: two, each with number and title, one after the other.
    page.sheet.fit_to_pages(2, 0)
    page.sheet.repeat_columns(0, 1)
    page.sheet.print_across()


def _pattern(p: Potential) -> Sequence[Cell]:
    quotes = (f"„{q.text}“ ({q.origin}; {q.statement_id})" for q in p.quotes)
    ratings = (
        ": ".join(filter(None, (f"{r.criterion.value} {w.decimal(r.value)}", r.reason)))
        for r in p.assessment.ratings
    )
    return (
        p.number,
        p.pattern.title,
        p.pattern.summary,
        p.pattern.cause or w.OPEN,
        p.pattern.effect or w.OPEN,
        ", ".join(p.pattern.keyphrases),
        "\n".join(quotes),
        p.assessment.reason,
        "\n".join(ratings) or w.NOT_RATED,
        w.spread(p.sites),
        w.spread(p.areas),
        w.sources(p.channels),
        w.stability(p),
        ", ".join(p.alike),
        ", ".join(p.doubts),
    )


def _statements(add: Add, map: PotentialMap) -> None:
    columns = [
        Column("Kennung", 20), Column("Quelle", 11),
        Column("Standort", 10), Column("Bereich", 14), Column("Funktion", 18),
        Column("Frage", 28), Column("Aussage (maskiert)", 68), Column("Muster", 10),
        Column("Verbleib", 15),
    ]  # fmt: skip
    add("Aussagen", columns).table(
        (
            row.statement_id,
            w.source(row.channel) or "–",
            row.site or "–",
            row.area or "–",
            row.role or "–",
            row.question or "–",
            row.text,
            ", ".join(row.potentials),
            row.fate.value,
        )
        for row in map.statements
    )


def _non_use_cases(add: Add, map: PotentialMap) -> None:
    columns = [
        Column("Nr.", 8), Column("Reibungsmuster", 28), Column("Handlungsfeld", 18),
        Column("Hebel", 16), Column("Maßnahme", 38), Column("Begründung", 38),
        Column("Was müsste sich ändern?", 36), Column("Aussagen", 10), Column("Belege", 24),
    ]  # fmt: skip
    add("Nicht-Use-Cases", columns).table(
        (
            n.number,
            n.title,
            n.field_of_action,
            n.lever.value if n.lever else w.OPEN,
            n.measure,
            n.reason,
            n.revisit_when,
            n.statements or w.few(0),
            w.proof(n),
        )
        for n in map.non_use_cases
    )


def _canvases(add: Add, map: PotentialMap) -> None:
    """One line per field, so that a canvas reads from top to bottom; the filter picks one."""
    rows: list[Sequence[Cell]] = []
    breaks = []
    for c in map.canvases:
        fields = (
            ("Titel", c.title),
            ("Handlungsfeld", c.field_of_action),
            *w.canvas_rows(c),
            ("Voraussetzungen", "\n".join(c.enablers)),
            ("Risiken", "\n".join(c.risks)),
            ("Standorte", w.few(c.sites)),
            ("Belege", w.proof(c)),
        )
        rows += [(c.number, label, text or w.OPEN) for label, text in fields]
        breaks.append(2 + len(rows))
    page = add("Use-Case-Canvas", [Column("Nr.", 8), Column("Feld", 26), Column("Inhalt", 80)])
    page.table(rows)
    # A page for each. Excel heeds no break on a sheet that it fits to a page, hence the scale: it
    # holds for Excel's own font, and for the widest that other programs put in its place.
    page.sheet.set_print_scale(90)
    page.sheet.set_h_pagebreaks(breaks[:-1])


def _log(add: Add, map: PotentialMap) -> None:
    page = add("Protokoll", [Column("", width) for width in (26, 36, 32, 20, 24, 40)])
    page.section(
        "Verfahren",
        ("Schritt", "Verfahren", "Grenzen", "Kennung"),
        [(w.step(m.stage), m.label, m.limits or "–", m.identity) for m in map.methods],
    )
    page.section(
        "Datenschutz",
        ("Was", "Angabe", "Anzahl"),
        [
            ("Stand der Texte", map.audit.standing(w.first_review(map)), None),
            *(("Prüfung der Maskierung", sentence, None) for sentence in map.audit.checks),
            ("Aussagen mit maskierten Angaben", "", map.audit.masked_statements),
            *(
                ("Maskierte Stellen", w.KINDS[kind], n)
                for kind, n in sorted(map.audit.kinds.items())
            ),
        ],
    )
    page.section(
        "Bilanz",
        ("Was", "davon", "Anzahl"),
        [
            line
            for label, total, parts in accounts.map_rows(map)
            for line in ((label, "gesamt", total), *((label, name, n) for name, n in parts))
        ],
    )
    changed = accounts.wave_rows(map)
    if changed:
        page.section("Veränderung seit der vorigen Prüfung", w.WAVE, changed)
    page.section(
        "Eingänge",
        ("Nr.", "Prüfsumme (SHA-256)", "Quelle", "Art", "Aussagen"),
        [(str(i.number), i.sha256, w.source(i.channel), i.kind, i.statements) for i in map.inputs],
    )
    page.section(
        "Prüfungen",
        ("Prüfung", "Geprüft von", "Zuletzt", "Vorschläge", "entschieden", "offen"),
        [
            (
                w.CHECKPOINTS[r.checkpoint],
                ", ".join(r.reviewers) or "–",
                w.moment(r.last_at),
                r.proposed,
                r.decided,
                r.open,
            )
            for r in map.reviews
        ],
    )
    page.section(
        "Entscheidungen",
        ("Prüfung", "Gegenstand", "Zeitpunkt", "Entscheidung", "Wer", "Begründung"),
        [
            (
                w.CHECKPOINTS[d.checkpoint],
                d.item_id,
                w.moment(d.at),
                w.action(d),
                f"{d.reviewer} ({d.role})",
                d.reason or "–",
            )
            for d in map.decisions
        ],
    )
    page.section(
        "Ausgeschieden",
        ("Schritt", "Eintrag", "Grund", "Art"),
        [(w.step(f.stage), f.item_id, f.reason, w.LEFT[f.kind]) for f in map.failures],
    )
