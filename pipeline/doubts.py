"""What speaks against a pattern as it stands: hints for the person who decides, never a verdict."""

from pipeline.records import Pattern

# So few people can hardly show a pattern.
FEW = 3
# Below it, a group fell apart in half of the samples of the data in which it was looked for.
UNSTABLE = 0.5
# Of the groups below it a quarter to a third of the members complained of the same thing, of all
# groups a third to a half: twelve sets of topics that the encoder had not seen, and the sample.
SPREAD = 0.7


def doubts(pattern: Pattern, *, statements: int, sites: int, alike: int) -> tuple[str, ...]:
    """``alike`` is the number of other patterns that it could be merged with."""
    found = {
        "instabil": pattern.stability is not None and pattern.stability < UNSTABLE,
        "weit gestreut": pattern.cohesion is not None and pattern.cohesion < SPREAD,
        "einem anderen sehr ähnlich": alike > 0,
        "wenige Aussagen": statements < FEW,
        "nur ein Standort": sites == 1,
    }
    return tuple(name for name, holds in found.items() if holds)
