"""What a run shows while it works; on stderr, so that stdout holds nothing but the answer."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipeline.cli import screen

if TYPE_CHECKING:
    from pipeline.runner import Event


@contextmanager
def progress(*, silent: bool) -> "Iterator[Callable[[Event], None]]":
    from rich.console import Console

    console = Console(stderr=True, quiet=silent, highlight=False, soft_wrap=True)

    with console.status("Vorbereiten …") as spinner:

        def watch(event: "Event") -> None:
            title = screen.title(event.what)
            if event.kind == "starts":
                spinner.update(f"{title} …")
            elif event.kind == "goes":
                spinner.update(f"{event.what} …")
            elif event.kind == "notice":
                console.print(f"  · {event.what}", markup=False)
            elif event.kind == "unchanged":
                console.print(f"= {title}: unverändert", markup=False)
            else:
                made = screen.made(event.what, event.records, event.left)
                console.print(f"✓ {made} ({screen.decimal(event.seconds, 1)} s)", markup=False)

        yield watch
