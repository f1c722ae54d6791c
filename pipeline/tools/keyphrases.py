"""What sets one group of German texts apart from the others, in a few of their own words."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import chain, count

from pipeline.tools.detectors.lexicon import lexicon

Term = tuple[str, ...]

PLACEHOLDER = re.compile(r"\[[^\W\d_]+(?:[-_ ][^\W_]+)*\]")
# A sentence mark ends a phrase: "Akte fehlt. Kunde wartet" holds no "fehlt Kunde".
TOKEN = re.compile(r"[^\W\d_](?:[\w/-]*\w)?|[.!?;:,()\n]")
ENDINGS = ("ern", "em", "en", "er", "es", "e", "n", "s")
UMLAUTS = str.maketrans("äöü", "aou")
# A stem of fewer letters says too little to tell "Amt" from "Ämter" and "am".
STEM_LETTERS = 4

# One running text, because five hundred quoted words read worse.
STOP_WORDS = frozenset(
    """
    aber acht alle allein allem allen aller allerdings alles als also am an andauernd andere
    anderem anderen anderer anderes anders ans auch auf aufs aus außer außerdem bald bei beide
    beiden beim bereits besonders besser bestimmt bevor bin bis bisher bist bitte bleiben bleibt
    bloß bzw ca da dabei dadurch dafür dagegen daher dahin damals damit danach daneben dann daran
    darauf daraus darf darin darum darunter darüber das dass dat dauernd davon davor dazu daß de
    dein deine deinem deinen deiner dem demnach den denen denn dennoch der deren derselbe
    derselben derweil derzeit des deshalb dessen deswegen det dich die dies diese dieselbe
    dieselben diesem diesen dieser dieses dir doch dort drei dreimal dritte dritten du durch
    durfte dürfen eben ebenfalls ebenso egal eher ehrlich eigentlich ein eine einem einen einer
    eines einfach einige einigen einiger einmal eins einzeln einzelne einzelnen einzige einzigen
    er erst erstmal es et etc etwa etwas euch euer eure ewig falsch fast fest findet fragt frisst
    fünf für ganz ganze ganzen gar geben gefragt gegen gehen geht gehört gemacht genau genauso
    genug gerade gern gerne gesagt geworden gibt gibts ging gleich gleiche gleichen gleichzeitig
    gut gute guten hab habe haben halt hat hatte hatten her herr heute heutzutage hier hierfür hin
    hinter hätte hätten i ich ick ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im immer in indem
    innerhalb ins inzwischen irgend irgendwann irgendwas irgendwelche irgendwer irgendwie irgendwo
    isch ist ja je jede jedem jeden jeder jederzeit jedes jedesmal jedoch jemand jener jetzt kam
    kann kannst kaum kein keine keinem keinen keiner keines klar komm kommen kommt komplett können
    könnte könnten lange lassen laut leider letzte letzten letztes lieber länger lässt ma machen
    macht mal man manche manchen mancher manches manchmal mehr mein meine meinem meinen meiner
    meines meist meiste meisten meistens mer mia mich mindestens mir mit mittlerweile muss musste
    mussten möchte mögen müssen müsste nach nachdem nachher natürlich neben ned nein net neue
    neuen neuer neues neulich neun nicht nichts nie niemand nimmer nirgends nit nix no noch nun
    nur nämlich ob oben oder oft ohne ohnehin paar per plötzlich pro quasi richtig rum sag sage
    sagen sagt schließlich scho schon sechs sehr sei seien sein seine seinem seinen seiner seines
    seit seitdem selber selbst sich sie sieben sieht sind so sobald sodass sofort sogar solange
    solche solchem solchen solcher solches soll sollen sollte sollten somit sondern sonst soo
    soweit sowie sowieso später spätestens stand statt stehen steht stets ständig tatsächlich
    teils teilweise tja trotz trotzdem tun tut uff um ums un und ungefähr uns unser unsere unserem
    unseren unserer unseres unten unter usw viel viele vielen vieler vielleicht vier vom von vor
    vorher vors völlig wann war waren warum was wat weder weg wegen weil weiss weiter weitere
    weiteren weiterhin weiß welche welchem welchen welcher welches wenig wenige weniger wenn wer
    werde werden werdet wessen wie wieder wieso will wir wird wirklich wirst wo wobei wodurch
    wofür woher wohin wohl wollen wollte wollten worden wovon wurde wurden wäre wären würde würden
    zehn zu zudem zuerst zum zumindest zur zurück zwar zwei zweimal zweite zweiten zwischen über
    überall überhaupt überlegt übrigens
    """.split()  # noqa: SIM905
)


def keyphrases(groups: Sequence[Sequence[str]], *, top: int = 8) -> list[tuple[str, ...]]:
    """Up to ``top`` phrases for each group, the most telling first; none for a group without words.

    Class-based TF-IDF over words and pairs of words: share of a group's texts with the term, times
    log(1 + mean number of terms in a group / frequency of the term in all groups). Inflected forms
    count as one term, shown as it is written most often. The order of the texts does not matter.
    """
    forms: defaultdict[Term, Counter[str]] = defaultdict(Counter)
    counted = [_texts_with_term(texts, forms) for texts in groups]
    overall: Counter[Term] = Counter()
    for group in counted:
        overall.update(group)
    mean_terms = overall.total() / max(1, len(groups))
    idf = {term: math.log1p(mean_terms / count) for term, count in overall.items()}
    return [
        tuple(_most_written(forms[term]) for term in _most_telling(group, idf, len(texts), top))
        for group, texts in zip(counted, groups, strict=True)
    ]


def nouns(phrases: Iterable[str]) -> list[str]:
    """Those that name something and nobody: of nouns that the lexicon knows, no other words."""
    return [phrase for phrase in phrases if all(map(_noun, phrase.split()))]


def told_apart(title: str, phrases: Iterable[str], taken: Container[str]) -> str:
    """The title, with a noun in brackets where it is ``taken`` (case-folded), in need a number."""
    # The longest says most: "Fallmanagement", not "Fall".
    longest = sorted(nouns(phrases), key=lambda phrase: (-len(phrase), phrase))
    choices = (phrase for phrase in longest if phrase.casefold() not in title.casefold())
    told = (f"{title} ({what})" for what in chain(choices, count(2)))
    return next(t for t in chain([title], told) if t.casefold() not in taken)


def _noun(word: str) -> bool:
    """Written large within sentences, or glued from known words and nowhere else written small."""
    words = lexicon()
    if not (word[0].isupper() and words.ordinary(word)):
        return False
    return words.words[word][1] != "0" if word in words.words else not words.known(word)


def _texts_with_term(texts: Iterable[str], forms: dict[Term, Counter[str]]) -> Counter[Term]:
    found: Counter[Term] = Counter()
    for text in texts:
        seen = set()
        for term, written in _terms(text):
            forms[term][written] += 1
            seen.add(term)
        found.update(seen)
    return found


def _terms(text: str) -> Iterable[tuple[Term, str]]:
    previous: tuple[str, str] | None = None
    for token in TOKEN.findall(PLACEHOLDER.sub(".", text)):
        if len(token) < 3 or token.casefold() in STOP_WORDS:
            previous = None
            continue
        current = (_stem(token), token)
        yield (current[0],), token
        if previous:
            yield (previous[0], current[0]), f"{previous[1]} {token}"
        previous = current


def _stem(word: str) -> str:
    """Light on purpose: it has to join "Bescheid" and "Bescheide", not to find the root."""
    folded = word.casefold().translate(UMLAUTS)
    for ending in ENDINGS:
        if folded.endswith(ending) and len(folded) - len(ending) >= STEM_LETTERS:
            return folded[: -len(ending)]
    return folded


def _most_telling(
    group: Counter[Term], idf: Mapping[Term, float], texts: int, top: int
) -> list[Term]:
    # What a single text says is no keyphrase of a group, unless the group has hardly more.
    least = 2 if texts >= 4 else 1
    ranked = sorted(
        (term for term, count in group.items() if count >= least and (len(term) == 1 or count > 1)),
        key=lambda term: (-group[term] * idf[term], -len(term), term),
    )
    chosen: list[Term] = []
    for term in ranked:
        if len(chosen) == top:
            break
        if not any(set(term) & set(other) for other in chosen):
            chosen.append(term)
    return chosen


def _most_written(forms: Counter[str]) -> str:
    return min(forms, key=lambda form: (-forms[form], len(form), form))
