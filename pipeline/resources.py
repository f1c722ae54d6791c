"""Where the files lie that come with the program: prompts, sample, catalogue, models."""

from pathlib import Path


def resource(name: str) -> Path:
    """``name`` as in the checkout ("data/katalog"); an installed wheel carries it inside."""
    package = Path(__file__).parent
    return package / name if (package / name).exists() else package.parent / name
