"""Potential map to bytes, one format per file; nothing here reads, writes or computes."""

from collections.abc import Callable

from pipeline.potential_map import PotentialMap
from pipeline.reports.html import render_html
from pipeline.reports.xlsx import render_xlsx

RENDERERS: dict[str, Callable[[PotentialMap], bytes]] = {"xlsx": render_xlsx, "html": render_html}
