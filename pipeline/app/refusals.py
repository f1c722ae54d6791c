"""Pages that say why something was refused or went wrong, and what to do then."""

from pipeline.app.visit import Page


def not_yours() -> Page:
    message = (
        "Dafür hat Ihr Konto nicht die passende Rolle. Wer Konten verwaltet, kann sie Ihnen geben."
    )
    return Page("fehler", {"title": "Nicht erlaubt", "message": message}, 403)


def forged() -> Page:
    message = (
        "Dieses Formular gehört nicht zu Ihrer Anmeldung, deshalb wurde nichts gespeichert. "
        "Gehen Sie zurück, laden Sie die Seite neu und senden Sie das Formular noch einmal."
    )
    return Page("fehler", {"title": "Nicht angenommen", "message": message}, 403)


def wrong_host() -> Page:
    message = "Unter dieser Adresse gibt es die Prüfseiten nicht. Rufen Sie sie so auf, wie das "
    message += "Programm es beim Start anzeigt."
    return Page("fehler", {"title": "Falsche Adresse", "message": message}, 400)


def unreadable(status: int) -> Page:
    message = "Die Anfrage war nicht lesbar oder zu groß, deshalb wurde nichts gespeichert. Gehen "
    message += "Sie zurück und senden Sie sie noch einmal."
    return Page("fehler", {"title": "Nicht lesbar", "message": message}, status)


def broken(kind: str, place: str) -> Page:
    message = (
        f"Unerwarteter Fehler ({kind} in {place}). Das ist ein Fehler im Programm; bitte melden "
        "Sie ihn mit dieser Zeile. Was schon gespeichert war, bleibt erhalten."
    )
    return Page("fehler", {"title": "Unerwarteter Fehler", "message": message}, 500)


def missing() -> Page:
    message = "Diese Seite gibt es nicht oder nicht mehr. Gehen Sie zur Übersicht zurück."
    return Page("fehler", {"title": "Nicht gefunden", "message": message}, 404)
