"""What came with a form or stands behind the question mark."""

from collections.abc import Sequence


class Fields:
    """Names and values in the order in which they came; names may repeat."""

    def __init__(self, pairs: Sequence[tuple[str, str]] = ()) -> None:
        # Browsers send lines that end with CR LF; nobody who typed them meant the CR.
        self.pairs = tuple((name, value.replace("\r\n", "\n")) for name, value in pairs)

    def one(self, name: str, default: str = "") -> str:
        return next((value for key, value in self.pairs if key == name), default)

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(value for key, value in self.pairs if key == name)

    def whole(self, name: str, default: int) -> int:
        """A positive number, or the default where somebody typed something else."""
        value = self.one(name)
        return int(value) if value.isdecimal() and 0 < len(value) < 7 else default
