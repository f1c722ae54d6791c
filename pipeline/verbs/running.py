"""Sources in, a run as far as the next checkpoint."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from pipeline.config import Settings, check_settings, load_settings
from pipeline.leaks import masked_in
from pipeline.means import build_means
from pipeline.runner import Event, Outcome, Runner
from pipeline.store import Store
from pipeline.tools.catalogue import check_catalogue
from pipeline.tools.readers import find_sources, skipped_files
from pipeline.verbs.notices import left_out, unmatched, unmet


def run(
    folder: Path,
    paths: Sequence[Path],
    *,
    profile: Path | None = None,
    overrides: Mapping[str, Any] | None = None,
    draft: bool = False,
    afresh: bool = False,
    database: str | None = None,
    watch: Callable[[Event], None],
) -> tuple[Store, Outcome]:
    """As far as the next checkpoint.

    Without a profile the settings of the last run in the folder hold; ``overrides`` name single
    settings as "section.key" and win over both. ``afresh`` groups all statements anew instead of
    keeping the patterns that people have decided about.
    """
    sources = find_sources(paths) if paths else None

    def notice(words: str, *, passing: bool = False) -> None:
        watch(Event("goes" if passing else "notice", words))

    profiled = load_settings(profile) if profile else None
    store = Store(folder, create=bool(paths), database=database)
    with store.locked():
        settings = _settings(store, profiled, overrides or {})
        if settings.llm.own_catalogue:
            check_catalogue(settings.llm.own_catalogue)
        for name in skipped_files(paths):
            notice(f"{name} bleibt ungelesen: Das Format ist nicht bekannt.")
        if sources:
            for words in (*unmatched(settings, sources), *left_out(store, sources)):
                notice(words)
        runner = Runner(
            store,
            means=build_means(
                settings,
                folder=folder,
                masked=partial(masked_in, store),
                notify=notice,
            ),
            settings=settings,
            sources=sources,
            draft=draft,
            watch=watch,
            afresh=afresh,
        )
        outcome = runner.run()
        if profile or "cluster.patterns" in (overrides or {}):
            for words in unmet(store, settings, outcome):
                notice(words)
        return store, outcome


def _settings(store: Store, profiled: Settings | None, overrides: Mapping[str, Any]) -> Settings:
    if profiled is None:
        profiled = check_settings(store.settings(), origin="run.json")
    values = profiled.model_dump(mode="json")
    for name, value in overrides.items():
        section, key = name.split(".")
        kept = values[section][key]
        values[section][key] = {**kept, **value} if isinstance(value, dict) else value
    return check_settings(values, origin="Aufruf")
