import re
from pathlib import Path

import pytest

import pipeline

HANDBOOK = Path(pipeline.__file__).parents[1] / "docs" / "handbuch" / "pruefen.md"
PICTURES = re.findall(r"\]\(bilder/([\w-]+)\.png\)", HANDBOOK.read_text("utf-8"))
BROWSER = Path(__file__).with_name("test_browser.py").read_text("utf-8")


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_of_the_handbook_is_there_and_made_by_a_test(name):
    assert (HANDBOOK.parent / "bilder" / f"{name}.png").read_bytes().startswith(b"\x89PNG")
    assert f'"{name}"' in BROWSER
