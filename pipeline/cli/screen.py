"""What the door shows: facts in, German words out."""

import math
from pathlib import Path
from typing import Any

from pipeline.command import command

# Each step, and what it makes, one and many; nothing where it is always one.
_STEPS = {
    "statements": ("Aussagen einlesen", "Aussage", "Aussagen"),
    "candidate_spans": ("Personenbezogene Stellen suchen", "Stelle gefunden", "Stellen gefunden"),
    "spans": ("Prüfung 1: Datenschutz", "Stelle zu maskieren", "Stellen zu maskieren"),
    "anonymised": ("Maskieren", "Aussage", "Aussagen"),
    "pain_points": ("Schmerzpunkte herauslösen", "Schmerzpunkt", "Schmerzpunkte"),
    "embeddings": ("Bedeutungen in Vektoren fassen", "Schmerzpunkt", "Schmerzpunkte"),
    "known": ("Bisherige Entscheidungen aufnehmen", "", ""),
    "clusters": ("Ähnliches zusammenführen", "Gruppe", "Gruppen"),
    "candidate_patterns": ("Muster beschreiben", "Muster", "Muster"),
    "patterns": ("Prüfung 2: Muster", "Muster", "Muster"),
    "candidate_assessments": ("Muster einstufen", "Muster", "Muster"),
    "assessments": ("Prüfung 3: Einstufung", "Muster", "Muster"),
    "potential_map": ("Potenziallandkarte zusammenstellen", "", ""),
}

# Each checkpoint, and what is decided there: of one, of many.
_CHECKPOINTS = {
    "datenschutz": ("Prüfung 1: Datenschutz", "Aussage", "Aussagen"),
    "muster": ("Prüfung 2: Muster", "Muster", "Mustern"),
    "einstufung": ("Prüfung 3: Einstufung", "Muster", "Mustern"),
}


def title(step: str) -> str:
    """For people; anything else than a step's name is a sentence already."""
    return _STEPS[step][0] if step in _STEPS else step


def counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def decimal(value: float, places: int) -> str:
    return f"{value:.{places}f}".replace(".", ",")


def made(step: str, records: int, left: int) -> str:
    """What came out of a step, and how many of what it was given did not come through."""
    name, one, many = _STEPS[step]
    count = f": {counted(records, one, many)}" if many else ""
    return name + count + (f", {left} ausgeschieden" if left else "")


def ending(state: dict[str, Any], *, then: str) -> str:
    """What a run says last: ``then``, or while it waits the commands that go on from there."""
    waiting = state["waits_for"]
    wave = f"\n{_wave_line(state['wave'])}" if state["wave"] and waiting != "datenschutz" else ""
    if waiting:
        return f"{wave}\n{_waiting(state)}"
    draft = "ENTWURF – ungeprüft. " if state["draft"] else ""
    ledger = "\n".join(_account("Bilanz", state))
    if not state["ledger"]["pain_points"]:
        then = "Keine Aussage nennt einen Schmerzpunkt; zu berichten gibt es nichts."
    return f"{wave}\n{draft}{ledger}\n{_means(state['methods'])}\n{then}"


def _waiting(state: dict[str, Any]) -> str:
    """Who looks at what it is about comes first; taking everything as it stands is the last way."""
    run, waiting = state["run"], state["waits_for"]
    count = counted(state["reviews"][waiting]["open"], "Vorschlag wartet", "Vorschläge warten")
    book = command("review-export", f"pruefung-{waiting}.xlsx", run=run)
    ways = {
        "Prüfen:": command("review", run=run),
        # What was really said goes into no workbook.
        **({} if waiting == "datenschutz" else {"oder in Excel:": book}),
        "Alle annehmen:": f"{command('approve', run=run)} --checkpoint {waiting} --reviewer NAME",
        "Danach weiter:": command("run", run=run),
    }
    lines = [f"{what:<14} {call}" for what, call in ways.items()]
    return "\n".join([f"{_CHECKPOINTS[waiting][0]}: {count} auf eine Person.", *lines])


def _account(label: str, state: dict[str, Any]) -> list[str]:
    """Where everything went; what could not be read, with the file that says why."""
    ledger = state["ledger"]
    discarded = ledger["pain_points_rejected"]
    line = (
        "{label}: {read} gelesen = {kept} behalten + {blank} leer + {duplicate} doppelt "
        "+ {rejected} Moderation + {failed} fehlerhaft; {points} = "
        "{clustered} in Mustern + {noise} Restmenge + {pain_points_failed} fehlerhaft{discarded}."
    ).format(
        **ledger,
        label=label,
        points=_points(ledger["pain_points"]),
        discarded=f" + {discarded} verworfen" if discarded else "",
    )
    failures = Path(state["run"]) / "10_statements.failures.jsonl"
    return [line, f"Was fehlerhaft war und warum: {failures}"] if ledger["failed"] else [line]


def _points(count: int) -> str:
    return counted(count, "Schmerzpunkt", "Schmerzpunkte")


def _wave_line(facts: dict[str, Any]) -> str:
    """Against the patterns that people had decided about."""
    from pipeline.run_facts import Wave

    wave = Wave.model_validate(facts)
    return (
        f"Gegenüber der vorigen Prüfung: {_points(wave.pain_points)} = {wave.stayed} wie bisher in "
        f"Mustern + {wave.assigned} neu in geprüften + {wave.founded} in neuen oder bis dahin "
        f"ungeprüften Mustern + {wave.rest} Restmenge + {wave.stopped} verworfen oder fehlerhaft; "
        f"{len(wave.grown)} Muster gewachsen, {len(wave.shrunk)} geschrumpft oder entfallen, "
        f"{len(wave.new)} neu oder bis dahin ungeprüft; {_points(wave.moved)} verschoben, "
        f"{wave.gone} entfallen oder im Wortlaut geändert."
    )


def _means(methods: list[dict[str, str]]) -> str:
    """What did the work; whatever is weaker than the real thing says so."""
    labels = "; ".join(dict.fromkeys(m["label"] for m in methods))
    limits = dict.fromkeys(m["limits"] for m in methods if m["limits"])
    return "\n".join([f"Verwendet: {labels}.", *(f"  {sentence}" for sentence in limits)])


def status_page(state: dict[str, Any]) -> str:
    lines = [f"Lauf {state['run']}"]
    still = {
        name: f"{review['open']} von {counted(review['proposed'], one, many)} offen"
        for checkpoint, review in state["reviews"].items()
        for name, one, many in [_CHECKPOINTS[checkpoint]]
    }
    for step, facts in state["steps"].items():
        line = f"  {made(step, facts['records'], sum(facts['left'].values()))}"
        waits = still.pop(title(step), "")
        lines.append(f"{line}; {waits}" if waits else line)
    lines += [f"  {name}: {waits}" for name, waits in still.items()]
    if state["ledger"]:
        label = (
            "Bilanz" if state["outcome"] == "finished" else "Bilanz, als zuletzt alles fertig war"
        )
        lines += _account(label, state)
    if state["wave"]:
        lines.append(_wave_line(state["wave"]))
    if state["calls"]:
        lines.append(_calls_line(state["calls"], unfinished=state["outcome"] == "running"))
    if state["forgotten"]:
        lines.append("Die Originaltexte sind gelöscht.")
    on = command("run", run=state["run"])
    lines.append(
        {
            "finished": f"Fertig. Bericht: {command('report', run=state['run'])}",
            "waiting": _waiting(state)
            if state["waits_for"]
            else f"Seit dem letzten Lauf wurde entschieden. Weiter mit: {on}",
            "running": f"Läuft noch oder wurde unterbrochen. Weiter mit: {on}",
        }[state["outcome"]]
    )
    return "\n".join(lines)


def _calls_line(calls: dict[str, Any], *, unfinished: bool) -> str:
    line = (
        "Sprachmodell: {calls} Aufrufe, {refused} davon unbrauchbar, {prompt_tokens} + "
        "{output_tokens} Token in {seconds:.0f} s"
    ).format(**calls)
    if calls["seconds"]:
        line += f", {calls['output_tokens'] / calls['seconds']:.0f} geschriebene Token/s"
    if unfinished and calls["left"]:
        line += f"; {calls['left']} Fragen sind noch offen"
        if calls["left_s"] is not None:
            line += f", etwa {math.ceil(calls['left_s'] / 60)} min"
    return f"{line}."


def taken(count: int, *, file: Path, run: Path, dry_run: bool) -> str:
    """What came of a workbook."""
    if not count:
        return (
            f"In {file} ist unter „Entscheidung“ nichts eingetragen, also wurde nichts "
            "eingelesen. Füllen Sie die gelben Zellen aus, speichern Sie, und rufen Sie "
            "denselben Befehl noch einmal auf."
        )
    words = counted(count, "Entscheidung", "Entscheidungen")
    if dry_run:
        return f"{words} gültig, nichts eingelesen. Einlesen: derselbe Befehl ohne --dry-run"
    return f"{words} eingelesen. Weiter mit: {command('run', run=run)}"


def verified(facts: dict[str, Any]) -> str:
    ledger = "Die Bilanz geht auf." if facts["ledger"] else "Eine Bilanz gibt es noch nicht."
    files = counted(facts["files"], "Datei ist", "Dateien sind")
    chain = counted(facts["decisions"], "Entscheidung ist", "Entscheidungen sind")
    lines = [f"{ledger} {files} unverändert, {chain} lückenlos verkettet."]
    if facts["decisions"]:
        lines += [
            "Am Ende fehlt keine, die der letzte Lauf kannte; ob spätere fehlen, ist nicht zu "
            "erkennen.",
            f"Kennung der letzten Entscheidung: {facts['last_decision']}",
        ]
    return "\n".join(lines)


def evaluation_page(evaluation: dict[str, Any]) -> str:
    privacy = evaluation["privacy"]
    rows = [
        (f"{kind} maskiert", _figure(f["value"]), f"{f['found']} von {f['of']}")
        for kind, f in privacy["recall"].items()
    ]
    over = privacy["over_redaction"]
    rows.append(
        (
            "Wörter unnötig maskiert",
            _figure(over["value"] or 0.0),
            f"{over['found']} von {over['of']}",
        )
    )
    for part, names in (("patterns", _CLUSTERING_FIGURES), ("levers", _LEVER_FIGURES)):
        figures = evaluation[part] or {}
        rows += [
            (title, _figure(figures[name]), "") for name, title in names.items() if name in figures
        ]
    width = max(len(title) for title, _, _ in rows)
    head = f"{evaluation['matched']} von {evaluation['labelled']} Goldzeilen im Lauf gefunden"
    lines = [f"{title:<{width}}  {value:>7}  {detail}".rstrip() for title, value, detail in rows]
    return "\n".join([head, *lines])


def _figure(value: float | None) -> str:
    return "–" if value is None else decimal(value, 3) if isinstance(value, float) else str(value)


_CLUSTERING_FIGURES = {
    "ami": "Muster: AMI",
    "ari": "Muster: ARI",
    "v_measure": "Muster: V-Maß",
    "bcubed_f1": "Muster: BCubed F1",
    "coverage": "Muster: Abdeckung",
    "patterns": "Muster gefunden",
    "gold_patterns": "Muster im Gold",
    "noise_precision": "Restmenge: Genauigkeit",
    "noise_recall": "Restmenge: Trefferquote",
}

_LEVER_FIGURES = {
    "accuracy": "Hebel: Anteil richtig",
    "macro_f1": "Hebel: Makro-F1",
    "ai_balanced_accuracy": "KI / Nicht-KI: ausgewogene Genauigkeit",
    "undecided": "Hebel: ohne Vorschlag",
}


def model_table(models: list[dict[str, Any]]) -> str:
    """One line a model; scores are V-measures of German clustering tasks, as published."""
    head = ("Modell", "Stand", "MB", "RAM MB", "Lizenz", "Güte", "Aussagen/s hier")
    rows = [
        (
            m["name"],
            m["state"],
            str(m["size_mb"]),
            str(m["ram_mb"]),
            m["licence"] or "–",
            "/".join(decimal(score, 1) for score in m["scores"] or ()) or "–",
            str(m["statements_per_second"] or "–"),
        )
        for m in models
    ]
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in [head, *rows]
    ]
    notes = [f"{m['name']}: {m['note']}" for m in models if m["note"]]
    legend = (
        "Güte: wie gut das Modell deutsche Texte gruppiert (V-Maß × 100 auf Blurbs und TenKGnad, "
        "wie veröffentlicht); Aussagen/s misst „schmerzpunkt models check“."
    )
    return "\n".join([*lines, *notes, legend])


def model_check(found: dict[str, Any]) -> str:
    checked = "Prüfsummen stimmen" if found["verified"] else "ohne Prüfsummen (SHA256SUMS fehlt)"
    return (
        f"{found['name']} ist brauchbar: {found['dimensions']} Dimensionen, {checked}, "
        f"mit der Bibliothek in {decimal(found['load_seconds'], 1)} s geladen, "
        f"{found['statements_per_second']} Aussagen/s."
    )
