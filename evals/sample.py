"""labelled data -> data/beispiel, data/gold: the sample as offices would hand it in, and its gold.

python evals/sample.py FOLDER, where FOLDER holds statements.jsonl, workshops.json, the transcripts
and the gold files.
"""

import csv
import io
import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[1] / "data"
QUESTION = "Was kostet Sie im Arbeitsalltag besonders viel Zeit oder Nerven?"
HEADINGS = ("id", "Standort", "Bereich", "Funktion", "Frage", "Text")
GOLD = (
    "statements.jsonl",
    "patterns.json",
    "issues.jsonl",
    "workshops.json",
    "workshop_*.gold.jsonl",
    "workshop_*.pii.jsonl",
    "privacy/*.txt",
)
_MARK = re.compile(r"\[\[[A-Z_]+:(.*?)\]\]")


def main(folder: Path) -> None:
    sample, gold = DATA / "beispiel", DATA / "gold"
    sample.mkdir(parents=True, exist_ok=True)
    lines = (folder / "statements.jsonl").read_text(encoding="utf-8").splitlines()
    (sample / "umfrage.csv").write_bytes(survey([json.loads(line) for line in lines]))
    workshops = json.loads((folder / "workshops.json").read_text(encoding="utf-8"))
    (sample / "profil.toml").write_text(profile(workshops), encoding="utf-8")
    for workshop in workshops:
        shutil.copyfile(folder / workshop["file"], sample / workshop["file"])
    for pattern in GOLD:
        for file in sorted(folder.glob(pattern)):
            target = gold / file.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
    print(f"{len(lines)} Aussagen und {len(workshops)} Mitschriften in {sample}, Gold in {gold}")


def survey(statements: list[dict[str, Any]]) -> bytes:
    """As German Excel saves "CSV UTF-8": semicolons, byte order mark, CRLF; without the gold."""
    table = io.StringIO()
    writer = csv.writer(table, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for said in statements:
        text = _MARK.sub(r"\1", said["text"])
        writer.writerow((said["id"], said["site"], said["area"], said["role"], QUESTION, text))
    return table.getvalue().encode("utf-8-sig")


def profile(workshops: list[dict[str, Any]]) -> str:
    """What the transcripts do not say about themselves, as a profile for ``--profile``."""
    parts = [
        "# Was in den Mitschriften nicht steht: Standort, Moderation, Bereiche und Funktionen.\n"
    ]
    for workshop in workshops:
        section = f"ingest.transcripts.{json.dumps(workshop['file'])}"
        parts.append(
            f"\n[{section}]\n"
            f"site = {json.dumps(workshop['site'])}\n"
            f"moderators = [{json.dumps(workshop['moderator'], ensure_ascii=False)}]\n"
        )
        for key, field in (("areas", "area"), ("roles", "role")):
            parts.append(f"\n[{section}.{key}]\n")
            parts += [
                f"{json.dumps(person['name'], ensure_ascii=False)} = "
                f"{json.dumps(person[field], ensure_ascii=False)}\n"
                for person in workshop["participants"]
            ]
    return "".join(parts)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
