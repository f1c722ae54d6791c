"""The pages by address; each module knows its own."""

from pipeline.app.pages import (
    assessments,
    masking,
    overview,
    patterns,
    people,
    protocol,
    regrouping,
    rest,
    second,
)
from pipeline.app.visit import Route

ROUTES: tuple[Route, ...] = (
    *overview.ROUTES,
    *masking.ROUTES,
    *patterns.ROUTES,
    *regrouping.ROUTES,
    *rest.ROUTES,
    *assessments.ROUTES,
    *second.ROUTES,
    *protocol.ROUTES,
    *people.ROUTES,
)
