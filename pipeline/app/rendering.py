"""Pages to HTML, with the words and signs that all of them share."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from pipeline import __version__
from pipeline.app import wording
from pipeline.app.deciding import barred, hindered, standing
from pipeline.app.visit import Page, Visit
from pipeline.records import Criterion, Lever, Verdict
from pipeline.reports import wording as report
from pipeline.reports.templates import templates


def build_renderer(run: str) -> Callable[[Page, Visit], str]:
    environment = templates("pipeline.app", "templates")
    environment.filters.update(
        percent=wording.percent,
        source=report.source,
        minus=minus,
        moment=wording.moment,
        twice=lambda values: [(value, value) for value in values],
        # What a run writes down is for programs; "cue" is nobody's word here.
        found=lambda locator: locator.replace("Cue ", "Abschnitt "),
    )
    environment.globals.update(
        w=wording,
        run=run,
        run_name=Path(run).name,
        version=__version__,
        stamp=_stamp(),
        counted=report.counted,
        barred=barred,
        hindered=hindered,
        standing=standing,
        Verdict=Verdict,
        Lever=Lever,
        Criterion=Criterion,
    )

    def render(page: Page, visit: Visit) -> str:
        session = visit.session
        return environment.get_template(f"{page.template}.html.j2").render(
            visit=visit,
            person=visit.person,
            csrf=session.csrf if session else "",
            notice=session.take_notice() if session and page.status < 400 else "",
            error=page.names.get("error", ""),
            **{name: value for name, value in page.names.items() if name != "error"},
        )

    return render


def minus(figure: str) -> str:
    """With the sign of print; what is rounded to nothing has none."""
    return figure.replace("-", "−" if figure.strip("-0,") else "")


def _stamp() -> str:
    """Changes with the stylesheets, so that no browser keeps an old one."""
    static = Path(__file__).with_name("static")
    content = b"".join(f.read_bytes() for f in sorted(static.rglob("*.css")))
    return hashlib.sha256(content).hexdigest()[:8]
