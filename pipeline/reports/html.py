"""potential map -> report.html: one file that needs nothing but a browser."""

from typing import Any

from pipeline import dimensions
from pipeline.potential_map import Fate, PotentialMap
from pipeline.records import Verdict
from pipeline.reports import accounts, bubbles, wording
from pipeline.reports.summary import summary
from pipeline.reports.templates import templates

WITHOUT_PATTERN = (Fate.RESTMENGE, Fate.REST_ODER_KLEIN, Fate.OHNE_MUSTER)


def render_html(map: PotentialMap) -> bytes:
    """Without scripts and without requests; the same map gives the same bytes."""
    page: str = _template().render(**_names(map))
    return page.encode("utf-8")


def _template() -> Any:
    environment = templates("pipeline.reports")
    environment.filters.update(
        few=wording.few,
        said=wording.said,
        spread=wording.spread,
        reviewed=wording.reviewed,
    )
    return environment.get_template("report.html.j2")


def _names(map: PotentialMap) -> dict[str, Any]:
    layout = bubbles.place(map.potentials)
    return {
        "map": map,
        "w": wording,
        "accounts": accounts,
        "b": bubbles,
        "d": dimensions,
        "Verdict": Verdict,
        "summary": summary(map),
        "stand_ins": wording.stand_ins(map.methods),
        "bubbles": layout.bubbles,
        "not_placed": [p for p in map.potentials if p.relief is None or p.feasibility is None],
        "legend": [
            (verdict, wording.LETTERS[verdict], bubbles.shape(verdict, 17, 17, 11.0))
            for verdict in Verdict
        ],
        "sizes": [
            (n, layout.radius(n)) for n in sorted({max(1, layout.most // k) for k in (8, 2, 1)})
        ],
        "rest": [row for row in map.statements if row.fate in WITHOUT_PATTERN],
    }
