"""What looks after a run: status, verify and forget."""

from pipeline.cli import screen
from pipeline.cli.door import door
from pipeline.cli.options import Json, RunFolder


def status(run: RunFolder, as_json: Json = False) -> None:
    """Zeigt, wo ein Lauf steht und auf wen er wartet.

    Auch, wo jede Aussage geblieben ist.
    """
    with door(as_json) as answer:
        from pipeline import verbs
        from pipeline.store import Store

        state = verbs.state(Store(run))
        answer(screen.status_page(state), state)


def verify(run: RunFolder, as_json: Json = False) -> None:
    """Prüft Bilanz, Dateien und die Kette der Entscheidungen.

    Gefunden wird, was nachträglich verändert wurde oder fehlt; am Ende der Kette nur, was der
    letzte Lauf schon kannte. Wer den ganzen Ordner ändern darf, kann auch die Prüfsummen ändern:
    Dagegen hilft, die Kennung der letzten Entscheidung an anderer Stelle aufzuheben.
    """
    with door(as_json) as answer:
        from pipeline import verbs
        from pipeline.store import Store

        facts = verbs.verify(Store(run))
        answer(screen.verified(facts), facts)


def forget(run: RunFolder, as_json: Json = False) -> None:
    """Löscht die Originaltexte eines Laufs.

    Alle späteren Ergebnisse bleiben brauchbar.
    """
    with door(as_json) as answer:
        from pipeline import verbs
        from pipeline.store import Store

        verbs.forget(Store(run))
        answer(f"Die Originaltexte in {run} sind gelöscht.", {"forgotten": True})
