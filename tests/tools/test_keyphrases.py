from hypothesis import given
from hypothesis import strategies as st

from pipeline.tools.keyphrases import keyphrases, nouns, told_apart

FILES = [
    "Die eAkte stürzt beim Hochladen ab.",
    "Wieder ist die eAkte abgestürzt, der Scan ist weg.",
    "Ein Scan liegt tagelang, bevor er in der eAkte ist.",
    "Scans in der eAkte sind schief.",
]
RENTS = [
    "Für die Miete fehlt mir immer die Bescheinigung des Vermieters.",
    "Der Vermieter schickt die Bescheinigung nicht, die Mieten steigen.",
    "Bescheinigungen der Vermieter kommen spät.",
    "Ohne Vermieter keine Bescheinigung.",
]


def test_each_group_is_named_by_its_own_words() -> None:
    files, rents = keyphrases([FILES, RENTS], top=2)

    assert set(files) == {"eAkte", "Scan"}
    assert set(rents) == {"Bescheinigung", "Vermieter"}


def test_inflected_forms_are_one_phrase_in_its_commonest_form() -> None:
    (phrases,) = keyphrases([["Bescheide", "Bescheid", "Der Bescheid", "den Bescheiden"]])

    assert phrases == ("Bescheid",)


def test_a_word_that_all_groups_use_ranks_below_a_groups_own_word() -> None:
    groups = [["Antrag: Formular"] * 4, ["Antrag: Termin"] * 4, ["Antrag: Telefon"] * 4]

    assert [phrases[0] for phrases in keyphrases(groups, top=1)] == [
        "Formular", "Termin", "Telefon",
    ]  # fmt: skip


def test_stop_words_and_placeholders_are_never_keyphrases() -> None:
    texts = ["Frau [PERSON_1] ist nicht da, und [TELEFON] [E-MAIL_2] auch nicht."] * 5

    (phrases,) = keyphrases([texts])

    assert phrases == ("Frau",)


def test_words_of_two_sentences_do_not_make_a_phrase() -> None:
    (apart,) = keyphrases([["Akte fehlt. Kunde wartet."] * 4])
    (joined,) = keyphrases([["Kunde wartet vergeblich."] * 4])

    assert "fehlt Kunde" not in apart
    assert any(" " in phrase for phrase in joined)


def test_what_one_text_of_many_says_is_no_keyphrase() -> None:
    (phrases,) = keyphrases([[*FILES, "Neulich kam ein Elefant vorbei."]])

    assert "Elefant" not in phrases


def test_a_group_without_words_has_no_keyphrases() -> None:
    assert keyphrases([[], ["und so"], ["Akte", "Akten"]]) == [(), (), ("Akte",)]
    assert keyphrases([]) == []


@given(st.permutations(FILES + RENTS))
def test_the_order_of_the_texts_does_not_matter(texts: list[str]) -> None:
    assert keyphrases([texts, RENTS]) == keyphrases([FILES + RENTS, RENTS])


@given(st.lists(st.lists(st.text(max_size=40), max_size=6), max_size=4), st.integers(1, 5))
def test_any_text_gives_at_most_top_phrases_for_each_group(
    groups: list[list[str]], top: int
) -> None:
    phrases = keyphrases(groups, top=top)

    assert len(phrases) == len(groups)
    assert all(len(set(found)) == len(found) <= top for found in phrases)


def test_only_what_is_made_of_nouns_is_a_noun() -> None:
    phrases = [
        "kommst",
        "Kommst",
        "Termin",
        "fehlt",
        "Fachanwendung",
        "Frist verpasst",
        "Tigrinya",
        "David",
    ]

    assert nouns([*phrases, "Ausgedruckt", "Frist Termin"]) == [
        "Termin", "Fachanwendung", "Frist Termin",
    ]  # fmt: skip


def test_a_title_that_is_taken_is_told_apart_by_a_noun_and_in_need_by_a_number() -> None:
    phrases = ("kommst", "Fall", "Fallmanagement", "Telefon")

    assert told_apart("Telefon stört", phrases, ()) == "Telefon stört"
    assert told_apart("Telefon stört", phrases, {"telefon stört"}) == (
        "Telefon stört (Fallmanagement)"
    )
    assert told_apart("Telefon stört", ("kommst",), {"telefon stört"}) == "Telefon stört (2)"
