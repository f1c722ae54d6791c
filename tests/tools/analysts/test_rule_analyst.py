from pipeline.config import Llm
from pipeline.records import Criterion, Lever, PainPoint, PainPointId, StatementId, Verdict
from pipeline.resources import resource
from pipeline.tools.analysts import Group, Judgement, Summary
from pipeline.tools.analysts.building import build_analyst
from pipeline.tools.catalogue import Catalogue

ANALYST = build_analyst(Llm(analyst="rules"))
CATALOGUE = Catalogue(resource("data/katalog/ansatzpunkte.json"))
LANGUAGE = (
    "Der Dolmetscher kam nicht, weil ihn keiner bestellt hatte, und das Kind hat übersetzt.",
    "Ohne gemeinsame Sprache dauert jedes Beratungsgespräch doppelt so lange.",
    "Ich rede mit Händen und Füßen, Farsi spricht hier niemand. Sprachmittler Fehlanzeige.",
    "Dolmetschen am Telefon klappt nie, deshalb verschieben wir den Termin wieder und wieder.",
)
TYPING = (
    "Dieselben Daten gebe ich in drei Programme ein.",
    "Keine Schnittstelle zwischen eAkte und Fachverfahren, also alles doppelt erfassen.",
    "Adresse geändert? Viermal eintippen bitte, jedes System einzeln.",
)
STAFF = (
    "Fünf Abgänge, eine Nachbesetzung, gleiche Arbeit.",
    "Drei Stellen sind seit einem Jahr unbesetzt, die Fallzahlen steigen weiter.",
    "Zu wenige Leute für zu viele Fälle, und die Kollegen gehen.",
    "Die Stelle bleibt unbesetzt, die Fälle bekomme ich noch obendrauf.",
)


def group(*texts: str, keyphrases: tuple[str, ...] = ("Alpha", "Beta")) -> Group:
    points = tuple(
        PainPoint(
            pain_point_id=PainPointId(f"PP-{n}"), statement_id=StatementId(f"S{n}"),
            start=0, end=len(text), text=text, issue=text,
        )
        for n, text in enumerate(texts)
    )  # fmt: skip
    return Group(points, points[:2], keyphrases, sites=2, all_sites=4, all_statements=9)


def summary(*texts: str) -> Summary:
    [answer] = ANALYST.summarise([group(*texts)])
    assert isinstance(answer, Summary)
    return answer


def test_a_known_topic_gets_its_name_and_an_unknown_one_its_keyphrases():
    known, unknown = summary(*LANGUAGE, *LANGUAGE), summary("Xylophon quietscht", "Ypsilon zirpt")

    assert "Sprach" in known.title
    assert unknown.title == "Ohne Namen: Alpha, Beta"


def test_a_summary_speaks_of_what_was_said_and_marks_what_is_borrowed():
    entries = [entry.description for entry in CATALOGUE.entries]
    known, unknown = summary(*LANGUAGE, *LANGUAGE), summary("Xylophon quietscht", "Ypsilon zirpt")
    said, borrowed = known.summary.split(" Ähnliches Thema im Katalog", 1)

    assert said == f"Häufige Stichwörter: Alpha, Beta. Eine der Aussagen: „{LANGUAGE[1][:-1]}“."
    assert borrowed.split(": ", 1)[1] in entries
    assert unknown.summary.endswith("„Ypsilon zirpt“.")


def test_a_summary_gives_the_shortest_statement_that_holds_a_keyword():
    short, long = "Das nervt.", "Die Akte liegt im Keller, und niemand holt sie."
    [told] = ANALYST.summarise([group(short, long, keyphrases=("Akte", "Keller"))])

    assert isinstance(told, Summary)
    assert "„Die Akte liegt im Keller" in told.summary


def test_of_a_long_statement_a_summary_says_the_beginning():
    told = summary("Xylophon " * 40, "Ypsilon " * 50).summary

    assert "Xylophon …“." in told
    assert len(told) < 250


def test_a_topic_of_another_branch_lends_neither_name_nor_words():
    groups = [group(*STAFF), group(*STAFF, "So geht es im ganzen ASD.")]
    summaries = [s for s in ANALYST.summarise(groups) if isinstance(s, Summary)]
    judgements = [j for j in ANALYST.assess(groups, summaries) if isinstance(j, Judgement)]
    told = [
        f"{s.title} {s.summary} {j.reason} {[a.text for a in j.arguments_against]}"
        for s, j in zip(summaries, judgements, strict=True)
    ]

    assert "beim Kind" not in told[0]
    assert "Personalmangel im ASD" not in told[0]
    assert "beim Kind" in told[1]
    assert [j.lever for j in judgements] == [Lever.ORGANISATION] * 2


def test_a_name_made_of_keyphrases_says_so_and_holds_nouns_only():
    odd = ("Xylophon quietscht", "Ypsilon zirpt")
    names = [
        summary.title
        for keyphrases in (("zirpt", "Akte", "kommst", "Frist"), ("zirpt", "quietscht"))
        for summary in ANALYST.summarise([group(*odd, keyphrases=keyphrases)])
        if isinstance(summary, Summary)
    ]

    assert names == ["Ohne Namen: Akte, Frist", "Ohne Namen"]


def test_cause_and_effect_are_given_only_in_the_words_of_a_statement():
    told, silent = summary(*LANGUAGE), summary(*TYPING)

    assert "weil ihn keiner bestellt hatte" in told.cause
    assert "deshalb verschieben wir den Termin" in told.effect
    assert (silent.cause, silent.effect) == ("", "")


def test_ai_is_proposed_for_language_and_not_for_typing():
    groups = [group(*LANGUAGE), group(*TYPING)]
    language, typing = ANALYST.assess(groups, [Summary("Sprache", ""), Summary("Tippen", "")])

    assert not isinstance(language, str)
    assert not isinstance(typing, str)
    assert language.verdict in (Verdict.KI, Verdict.KI_NACH_VORARBEIT)
    assert language.human_in_the_loop
    assert language.risks
    assert (typing.verdict, typing.lever) == (Verdict.NICHT_KI, Lever.DIGITALISIERUNG)
    assert not typing.human_in_the_loop


def test_what_nobody_can_tell_from_the_statements_is_not_rated():
    [judgement] = ANALYST.assess([group(*LANGUAGE)], [Summary("Sprache", "")])

    assert not isinstance(judgement, str)
    assert Criterion.AKZEPTANZ not in {rating.criterion for rating in judgement.ratings}


def test_what_would_help_best_without_ai_is_named_and_the_measure_names_no_title():
    groups = [group(*LANGUAGE), group(*TYPING)]
    answers = ANALYST.assess(groups, [Summary("Sprache", ""), Summary("Tippen", "")])
    language, typing = (answer for answer in answers if isinstance(answer, Judgement))

    assert language.alternative not in (None, Lever.KI)
    assert typing.alternative == typing.lever == Lever.DIGITALISIERUNG
    assert "Tippen" not in typing.solution


def test_each_argument_names_the_statements_that_are_nearest_to_it():
    telephone = (
        "Alle zwei Minuten klingelt das Telefon, ich komme zu nichts.",
        "Dauernd Anrufe, dauernd aus der Arbeit gerissen, das Telefon steht nicht still.",
        "Sie rufen an und fragen, wie der Stand ihres Antrags ist.",
        "Wann ist mein Antrag fertig? Das fragen sie dreimal am Tag, den Bearbeitungsstand eben.",
    )
    mixed = group(*telephone, "Xylophon quietscht")
    [judgement] = ANALYST.assess([mixed], [Summary("Telefon", "")])
    assert isinstance(judgement, Judgement)
    shown = {a.text: a.evidence for a in judgement.arguments_against}

    assert len(set(shown.values())) > 1
    assert all(evidence and "S4" not in evidence for evidence in shown.values())
    assert next(e for text, e in shown.items() if "Statusanzeige" in text)[0] in ("S2", "S3")


def test_two_fields_never_share_a_name():
    names = ANALYST.name_fields([[group(*LANGUAGE)], [group(*LANGUAGE)], [group(*TYPING)]])

    assert len(set(names)) == 3


def test_the_order_of_the_groups_changes_no_answer():
    groups = [group(*LANGUAGE), group(*TYPING)]

    assert ANALYST.summarise(groups) == ANALYST.summarise(groups[::-1])[::-1]


def test_two_groups_on_one_topic_may_be_one_friction():
    groups = [group(*LANGUAGE, *LANGUAGE), group(*TYPING), group(*LANGUAGE[::-1], *LANGUAGE)]

    assert ANALYST.alike(groups, ANALYST.summarise(groups)) == [(0, 2)]


def test_a_group_thrown_together_gets_no_borrowed_name_and_no_verdict():
    many = [entry.examples[n].text for n in (0, 1) for entry in CATALOGUE.entries[::12]]
    mixture = group(*many)
    [named] = ANALYST.summarise([mixture])
    [judged] = ANALYST.assess([mixture], [Summary("Allerlei", "")])

    assert not isinstance(named, str)
    assert not isinstance(judged, str)
    assert named.title == "Ohne Namen: Alpha, Beta"
    assert (judged.verdict, judged.lever) == (Verdict.UNKLAR, None)
