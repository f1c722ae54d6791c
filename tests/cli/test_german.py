from collections.abc import Iterator
from typing import Any, get_args

import pytest
import typer

from pipeline.cli import app
from pipeline.config import ColumnRole


def contexts(command: Any, parent: Any = None, name: str = "schmerzpunkt") -> Iterator[Any]:
    """Of the program and of every command in it."""
    context = command.context_class(
        command, parent=parent, info_name=name, **command.context_settings, terminal_width=80
    )
    yield context
    for name, child in getattr(command, "commands", {}).items():
        yield from contexts(child, context, name)


PAGES = {c.command_path: c for c in contexts(typer.main.get_command(app))}


@pytest.mark.parametrize("path", PAGES)
def test_a_help_page_is_german_and_shows_no_type_of_python(path):
    page = PAGES[path].get_help()

    for english in ("Usage", "Options", "Arguments", "default", "required", "<", "{", ">="):
        assert english not in page


@pytest.mark.parametrize("path", PAGES)
def test_every_value_has_a_name_of_its_own(path):
    values = [p for p in PAGES[path].command.params if not getattr(p, "is_flag", False)]

    assert all(p.metavar and p.help for p in values)


def test_the_list_of_commands_cuts_no_sentence_on_a_narrow_terminal():
    groups = [c for c in PAGES.values() if hasattr(c.command, "commands")]

    assert groups
    assert not any("..." in c.get_help().partition("Befehle:")[2] for c in groups)


@pytest.mark.parametrize("path", PAGES)
def test_whether_a_file_can_be_read_is_told_by_who_opens_it(path):
    known = [p.type_descriptor for p in PAGES[path].command.params if hasattr(p, "type_descriptor")]

    assert not any(kind.parameter_info.readable for kind in known if kind.is_path)


def test_every_role_of_a_column_is_named():
    page = PAGES["schmerzpunkt run"].get_help()

    assert all(role in page for role in get_args(ColumnRole))
