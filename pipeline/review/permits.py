"""Who may say what about an item as it stands; everything here is refused with a sentence."""

from collections.abc import Iterable, Sequence

from pipeline.errors import Refused
from pipeline.records import Decision, Pattern
from pipeline.review.changes import REST, Change
from pipeline.review.folding import REMARKS, Fold
from pipeline.review.items import Item, destination
from pipeline.review.masking import Masking
from pipeline.review.patterns import Stale
from pipeline.tools.detectors.kinds import Kind

DECIDING = ("Prüfung", "Freigabe")
RELEASING = "Freigabe"


def permit(state: Fold, item: Item, decision: Decision, change: Change) -> None:
    """Whether the change fits the item; ``Refused`` if not."""
    action = decision.action
    if item.item_id == REST and action not in ("split", "move"):
        raise Refused("Die Restmenge lässt sich nur aufteilen und in Muster verschieben.")
    if action == "take_back":
        return _permit_taking_back(item, decision, change)
    if item.content is None and action not in ("approve", *REMARKS):
        raise Refused(
            "Dieser Eintrag ist verworfen oder in einem anderen aufgegangen. Nehmen Sie zuerst "
            "die Entscheidung zurück, die dazu geführt hat."
        )
    if change.chosen and change.chosen not in {p.hash for p in item.pending}:
        raise Refused("Diese Fassung steht nicht mehr zur Wahl. Öffnen Sie die Seite neu.")
    if isinstance(item.content, Pattern):
        _permit_regrouping(state, item.content, change)
    if isinstance(item.content, Masking):
        _permit_masks(item.content, change)
    if action in ("edit", "override"):
        _permit_no_empty_change(state, item, decision, change)
    return None


def not_merged_meanwhile(state: Fold, item_ids: Iterable[str]) -> None:
    """A sheet still shows what went into another pattern since; there is nothing to compare."""
    for item in filter(None, (state.items.get(state.name(i)) for i in item_ids)):
        if item.into:
            into = destination(item, state.items).content
            raise Refused(
                f"{item.item_id} ist inzwischen in "
                + (f"„{into.title}“" if into else "einem anderen Muster")
                + " aufgegangen. Leeren Sie die Zeile, oder geben Sie die Datei mit review-export "
                "neu aus und entscheiden Sie dort."
            )


def second_and_blind(item: Item, decision: Decision, *, needed: int) -> None:
    """The rules of four eyes, whatever the decision is about."""
    who, role = decision.reviewer, decision.role
    if not who:
        raise Refused("Es fehlt, wer entscheidet. Nennen Sie Ihren Namen oder Ihr Kürzel.")
    if role not in DECIDING:
        raise Refused(
            f"Mit der Rolle {role} können Sie lesen, aber nicht entscheiden. Wenden Sie sich an "
            "die Verwaltung, wenn Sie prüfen sollen."
        )
    if decision.action in {*REMARKS, "take_back"}:
        return
    if item.pending and who in item.parties:
        raise Refused(
            "Über diese Meinungsverschiedenheit entscheidet eine dritte Person. Sie können Ihre "
            "eigene Entscheidung zurücknehmen."
        )
    if decision.action == "approve" and who in item.hands:
        raise Refused(
            "Sie haben hier schon zugestimmt. Die zweite Prüfung macht eine andere Person."
            if item.status != "released"
            else "Sie haben hier schon zugestimmt."
        )
    others = set(item.hands) - {who} or item.pending
    if needed > 1 and others and role != RELEASING:
        raise Refused("Die zweite Prüfung braucht die Rolle Freigabe.")


def _permit_taking_back(item: Item, decision: Decision, change: Change) -> None:
    meant = next((d for d in item.decisions if d.hash == change.taken_back), None)
    if meant is None or meant.hash in item.taken_back or meant.action in {"comment", "take_back"}:
        raise Refused("Diese Entscheidung lässt sich nicht zurücknehmen oder ist es schon.")
    if decision.reviewer and meant.reviewer != decision.reviewer:
        raise Refused("Zurücknehmen kann eine Entscheidung nur, wer sie getroffen hat.")


def _permit_regrouping(state: Fold, pattern: Pattern, change: Change) -> None:
    named: Sequence[str] = [*change.members, *(m for part in change.parts for m in part.members)]
    if len(set(named)) != len(named) or not set(named) <= set(pattern.members):
        raise Refused(
            "Einige der gewählten Schmerzpunkte gehören nicht (mehr) zu diesem Muster oder sind "
            "doppelt gewählt. Öffnen Sie die Seite neu und wählen Sie noch einmal."
        )
    if any(not part.members for part in change.parts):
        raise Refused("Ein Teil ist leer. Wählen Sie für jeden neuen Teil Schmerzpunkte aus.")
    for name in change.names:
        target = state.items.get(state.name(name))
        if target is None or target.content is None or target.content is pattern:
            raise Refused("Das Zielmuster gibt es nicht (mehr). Wählen Sie ein anderes.")
        if name == REST and change.with_patterns:
            raise Refused("Mit der Restmenge lässt sich kein Muster zusammenführen.")


def _permit_masks(masking: Masking, change: Change) -> None:
    kinds = {kind.value for kind in Kind}
    end = 0
    for mask in sorted(change.spans or (), key=lambda mask: mask.start):
        if mask.start < end or mask.end <= mask.start or mask.end > masking.length:
            raise Refused(
                "Die markierten Stellen überschneiden sich oder reichen über den Text hinaus. "
                "Markieren Sie neu."
            )
        if mask.kind not in kinds:
            raise Refused(f"Die Art „{mask.kind}“ gibt es nicht. Wählen Sie eine aus der Liste.")
        end = mask.end


def _permit_no_empty_change(state: Fold, item: Item, decision: Decision, change: Change) -> None:
    try:
        made = state.would_make(item, decision, change)
    except Stale:
        made = {}
    if made and state.matter.lean(made[item.item_id]) == state.matter.lean(item.content):
        raise Refused("Es hat sich nichts geändert. Bestätigen Sie, wenn alles so bleiben soll.")
