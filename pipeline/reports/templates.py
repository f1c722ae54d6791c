"""Templates of a package: what is put into them is escaped, and a name that is missing an error."""

from typing import TYPE_CHECKING

from pipeline.reports import wording

if TYPE_CHECKING:
    from jinja2 import Environment


def templates(package: str, folder: str = "") -> "Environment":
    """With the filters that every page writes its figures with."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader(package, folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        number=wording.number, decimal=wording.decimal, moment=wording.moment
    )
    return environment
