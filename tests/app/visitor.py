"""Who asks for pages in the tests."""

import re
from typing import Any

PASSWORD = "richtig pferd batterie klammer"
PEOPLE = {
    "Anna Berg": "Prüfung",
    "Bernd Cole": "Freigabe",
    "Clara Diehl": "Freigabe",
    "Lena Lies": "Lesen",
    "Vera Walt": "Verwaltung",
}


class Visitor:
    """A browser without scripts; sends the token of the last page unless told otherwise."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.token = ""

    def sign_in(self, name: str, password: str = PASSWORD) -> Any:
        answer = self.post("/anmelden", name=name, passwort=password, weiter="/")
        self.get("/")
        return answer

    def get(self, path: str, **headers: str) -> Any:
        answer = self.client.get(path, headers=headers, follow_redirects=False)
        found = re.search(r'name="csrf" value="([^"]+)"', answer.text)
        self.token = found[1] if found else self.token
        return answer

    def post(self, path: str, fields: Any = None, **more: str) -> Any:
        data = {"csrf": self.token, **(fields or {}), **more}
        return self.client.post(path, data=data, follow_redirects=False)

    def version(self, path: str) -> str:
        found = re.search(r'name="version" value="([^"]*)"', self.get(path).text)
        assert found
        return found[1]
