import zipfile
from collections import Counter
from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st
from made import pattern_of, point_of

from pipeline.config import Publish
from pipeline.potential_map import Fate
from pipeline.publishing import generalised
from pipeline.records import (
    NOISE,
    AnonymisedStatement,
    Assessment,
    Cluster,
    Criterion,
    Lever,
    Member,
    Rating,
    Verdict,
)
from pipeline.reports.html import render_html
from pipeline.reports.xlsx import render_xlsx
from pipeline.run_facts import Audit, Ledger, RunFacts
from pipeline.stages.compile import compile_map

AUDIT = Audit(statements=9, masked_statements=2, kinds={"PERSON": 3}, forgotten=False)
LEDGER = Ledger.model_validate(dict.fromkeys(Ledger.model_fields, 0))

THRESHOLD = Publish()


def said(number, site="JC-01", area="Leistung", role="Sachbearbeitung", channel="Umfrage"):
    return AnonymisedStatement(
        statement_id=f"S-{number:03}",
        text=f"Wortlaut {number}",
        site=site,
        area=area,
        role=role,
        channel=channel,
    )


def pattern(name, statements):
    return pattern_of(
        f"M-{name}",
        [point(s) for s in statements],
        title=f"Muster {name}",
        summary=f"Zusammenfassung {name}",
        cause=f"Ursache {name}",
        effect=f"Wirkung {name}",
    )


def point(statement):
    return point_of(statement.statement_id, statement.text, f"PP-{statement.statement_id}")


def assessed(pattern, reason):
    return Assessment(
        pattern_id=pattern.pattern_id,
        verdict=Verdict.NICHT_KI,
        lever=Lever.PROZESS,
        reason=reason,
        enablers=(reason,),
        risks=(reason,),
        human_in_the_loop=reason,
        ratings=tuple(Rating(criterion=c, value=2, reason=reason) for c in Criterion),
        analyst="Regeln",
    )


def published(
    statements, patterns, publish=THRESHOLD, *, assessments=(), clusters=(), ledger=LEDGER
):
    facts = RunFacts(
        ledger=ledger,
        reviews=(),
        inputs=(),
        methods=(),
        failures=(),
        decisions=(),
        publish=publish,
        audit=AUDIT,
    )
    points = [point(s) for s in statements]
    return compile_map(statements, points, clusters, patterns, assessments, facts=facts)


def unzipped(map):
    with zipfile.ZipFile(BytesIO(render_xlsx(map))) as parts:
        return b"".join(parts.read(name) for name in sorted(parts.namelist()))


def spread_over_sites(numbers, sites=3):
    return [said(n, site=f"JC-{n % sites}") for n in numbers]


def test_a_pattern_of_four_people_shows_its_name_and_nothing_else():
    few, many = spread_over_sites(range(4)), spread_over_sites(range(10, 30))

    map = published([*few, *many], [pattern("few", few), pattern("many", many)])

    small = next(p for p in map.potentials if p.withheld)
    assert small.pattern.title == "Muster few"
    told = small.model_dump_json()
    for secret in ("Zusammenfassung few", "Ursache few", "Wirkung few", "Wortlaut", "S-00", "JC-"):
        assert secret not in told
    assert not next(p for p in map.potentials if not p.withheld).pattern.summary.startswith("Wen")


def test_no_reason_of_a_small_pattern_counts_what_the_report_withholds():
    few, many = spread_over_sites(range(4)), spread_over_sites(range(10, 30))
    small = pattern("few", few)
    reason = "7431 Aussagen, genannt an 6592 Standorten."

    map = published(
        [*few, *many], [small, pattern("many", many)], assessments=[assessed(small, reason)]
    )

    told = (
        map.model_dump_json() + b"".join(render(map) for render in (render_html, unzipped)).decode()
    )
    assert "7431" not in told
    assert "6592" not in told


def with_a_rest():
    """A small pattern, a large one and three left over, in a ledger that knows of them."""
    few, many = spread_over_sites(range(4)), spread_over_sites(range(10, 30))
    left = spread_over_sites(range(40, 43))
    noise = Cluster(
        cluster_id=NOISE,
        field_id=0,
        members=[Member(pain_point_id=point(s).pain_point_id, membership=0) for s in left],
    )
    counts = {"pain_points": 27, "clustered": 24, "noise": 3}
    map = published(
        [*few, *many, *left],
        [pattern("few", few), pattern("many", many)],
        clusters=[noise],
        ledger=LEDGER.model_copy(update=counts),
    )
    return map, few, many, left


def test_the_rows_do_not_tell_who_belongs_to_a_small_pattern():
    map, few, many, left = with_a_rest()

    rows = {row.statement_id: row for row in map.statements}
    assert {rows[s.statement_id].fate for s in [*few, *left]} == {Fate.REST_ODER_KLEIN}
    assert {rows[s.statement_id].potentials for s in [*few, *left]} == {()}
    assert {rows[s.statement_id].fate for s in many} == {Fate.ZUGEORDNET}


def test_no_sum_tells_the_size_of_a_small_pattern():
    map, few, many, left = with_a_rest()
    page = render_html(map).decode()

    assert len(map.noise) == map.ledger.noise == len(few) + len(left)
    assert map.ledger.clustered == len(many)
    assert map.ledger.pain_points == map.ledger.clustered + map.ledger.noise
    assert "= 20 in gezeigten Mustern + 7 Restmenge oder kleines Muster" in page
    assert "Davon gehören 20 zu 1 Reibungsmuster in 1 Handlungsfeld; von 1 weiteren steht" in page


def test_without_a_small_pattern_the_rest_is_called_the_rest():
    few = spread_over_sites(range(9))

    map = published(few[:6], [pattern("many", few[:6])])

    assert not map.withholds
    assert "Restmenge oder" not in render_html(map).decode()


def test_a_pattern_from_two_of_many_sites_is_withheld_unless_the_run_has_no_more():
    two = spread_over_sites(range(12), sites=2)
    third = [said(n, site="JC-9") for n in range(50, 60)]

    among_three = published([*two, *third], [pattern("two", two)])
    alone = published(two, [pattern("two", two)])

    assert among_three.potentials[0].withheld
    assert not alone.potentials[0].withheld
    assert alone.publish.sources == 2


def withheld_cells(potential):
    kinds = (("site", potential.sites), ("area", potential.areas), ("channel", potential.channels))
    return {(k, part.name) for k, parts in kinds for part in parts if part.statements is None}


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.booleans()), max_size=60))
def test_filtering_the_rows_by_pattern_and_place_gives_no_withheld_cell_back(spots):
    statements = [
        said(n, site=f"JC-{site}", area="Leistung" if leads else "Vermittlung").model_copy(
            update={"channel": "umfrage" if leads or site else "workshop"}
        )
        for n, (_, site, leads) in enumerate(spots)
    ]
    groups = {
        g: [s for s, spot in zip(statements, spots, strict=True) if spot[0] == g] for g in range(4)
    }

    map = published(statements, [pattern(g, own) for g, own in groups.items() if own])

    for potential in map.potentials:
        rows = [row for row in map.statements if potential.number in row.potentials]
        for kind, name in withheld_cells(potential):
            assert not [row for row in rows if getattr(row, kind) == name]
            assert not [q for q in potential.quotes if name.casefold() in q.origin.casefold()]


def test_a_quote_of_which_nothing_may_be_told_has_a_dash_for_an_origin():
    statements = [
        said(n, site=f"JC-{n % 3}", area=f"Bereich {n % 2}", channel=f"Weg {n % 2}")
        for n in range(6)
    ]

    map = published(statements, [pattern("a", statements)])

    assert {quote.origin for quote in map.potentials[0].quotes} == {"–"}


def test_the_rows_still_tell_a_place_whose_cell_is_shown():
    statements = [said(n, site=f"JC-{n % 3}") for n in range(30)]

    map = published(statements, [pattern("a", statements)])

    assert {row.site for row in map.statements} == {"JC-0", "JC-1", "JC-2"}


def test_the_threshold_is_a_setting():
    few = spread_over_sites(range(4))

    map = published(few, [pattern("few", few)], Publish(people=4, sources=1))

    assert not map.potentials[0].withheld


def test_a_small_cell_of_the_spread_is_hidden_with_one_more_so_that_no_sum_tells_it():
    statements = [said(n, site=f"JC-{0 if n < 9 else 1 if n < 18 else 2}") for n in range(20)]

    map = published(statements, [pattern("a", statements)])

    cells = {part.name: part.statements for part in map.potentials[0].sites}
    assert cells["JC-2"] is None
    assert sorted(count is None for count in cells.values()) == [False, True, True]


def described(statement):
    return statement.channel, statement.site, statement.area, statement.role


def test_rare_functions_of_an_area_share_what_is_told_of_them():
    many = [said(n) for n in range(9)]
    rare = [said(n, role=f"Funktion {n}") for n in range(10, 15)]

    rows = generalised([*many, *rare], people=5)

    assert [described(s) for s in rows] == [
        *[("Umfrage", "JC-01", "Leistung", "Sachbearbeitung")] * 9,
        *[("Umfrage", "JC-01", "Leistung", None)] * 5,
    ]


def test_whose_function_alone_is_left_out_is_not_known_by_the_gap():
    """Of the only function that is not told everybody knows which it is."""
    many = [said(n) for n in range(9)]
    elsewhere = [said(n, area="Vermittlung") for n in range(20, 29)]
    alone = said(10, role="Poststelle")

    rows = {s.statement_id: s for s in generalised([*many, *elsewhere, alone], people=5)}

    assert described(rows["S-010"]) == ("Umfrage", None, None, None)
    assert described(rows["S-000"]) == ("Umfrage", "JC-01", "Leistung", "Sachbearbeitung")


def test_the_few_of_a_workshop_do_not_hide_among_the_many_of_the_survey():
    many = [said(n) for n in range(9)]
    workshop = said(10, channel="Workshop")

    rows = {s.statement_id: s for s in generalised([*many, workshop], people=5)}

    assert described(rows["S-010"]) == ("Workshop", None, None, None)


places = st.builds(
    said,
    st.integers(0, 10_000),
    site=st.sampled_from(["JC-01", "JC-02", None]),
    area=st.sampled_from(["Leistung", "Vermittlung", None]),
    role=st.sampled_from(["Sachbearbeitung", "Poststelle", None]),
    channel=st.sampled_from(["Umfrage", "Workshop"]),
)
crowds = st.lists(st.tuples(places, st.integers(1, 7)), max_size=12).map(
    lambda drawn: [place for place, times in drawn for _ in range(times)]
)


@given(crowds)
def test_whoever_is_described_is_described_like_enough_others(statements):
    shown = Counter(described(s) for s in generalised(statements, people=5))

    assert all(count >= 5 for told, count in shown.items() if told[1:] != (None, None, None))


@given(crowds)
def test_what_enough_share_is_told_in_full_and_nothing_is_ever_added(statements):
    shared = Counter(described(s) for s in statements)

    for said_of, told in zip(statements, generalised(statements, people=5), strict=True):
        full = described(said_of)
        parts = {(*full[:kept], *[None] * (4 - kept)) for kept in (1, 2, 3, 4)}
        assert described(told) in parts
        assert shared[full] < 5 or described(told) == full


@given(crowds, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_decides_about_nobody(statements, random):
    mixed = random.sample(statements, len(statements))

    assert sorted(map(repr, generalised(mixed, people=5))) == sorted(
        map(repr, generalised(statements, people=5))
    )
