"""labelled topics -> vectors in which one friction lies together, whatever the words."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from torch.nn import functional

from sentences.corpus import Floats, Ints, ragged
from sentences.vectors import unit

_MARK = re.compile(r"\[\[\w+:(.*?)\]\]")


@dataclass(frozen=True)
class Views:
    """View i is ``pieces[bounds[i]:bounds[i + 1]]``: of statement s the text is view 2s, the issue
    view 2s + 1; the titles and descriptions of topics follow, then what complains of nothing.
    """

    pieces: Ints
    bounds: Ints
    statement_topic: Ints
    description_topic: Ints

    @property
    def noise(self) -> Ints:
        """Views of no topic."""
        topical = 2 * len(self.statement_topic) + len(self.description_topic)
        return np.arange(topical, len(self.bounds) - 1)

    def read(self, chosen: Ints, rng: np.random.Generator, dropout: float) -> tuple[Ints, Ints]:
        """Pieces of the chosen views, each left out by chance, and the place of their view."""
        lengths = (self.bounds[1:] - self.bounds[:-1])[chosen]
        pieces = self.pieces[ragged(self.bounds[chosen], lengths)]
        place = np.repeat(np.arange(len(chosen)), lengths)
        kept = rng.random(len(pieces)) >= dropout
        return pieces[kept], place[kept]


def read_views(folders: list[Path], noise: Path, tokenizer: Tokenizer) -> Views:
    texts, statement_topic, descriptions, description_topic = [], [], [], []
    for folder in folders:
        for topic in json.loads((folder / "topics.json").read_text(encoding="utf-8")):
            descriptions += [topic["title"], topic["description"]]
            description_topic += [topic["id"]] * 2
        for statement in _statements(folder):
            texts += [_MARK.sub(r"\1", statement[kind]) for kind in ("text", "issue")]
            statement_topic.append(statement["topic"])
    texts += descriptions + [
        _MARK.sub(r"\1", utterance["text"]) for utterance in _statements(noise)
    ]
    cuts = [np.array(cut.ids, np.int64) for cut in tokenizer.encode_batch(texts)]
    known = {topic: number for number, topic in enumerate(sorted(set(statement_topic)))}
    return Views(
        np.concatenate(cuts),
        np.concatenate([[0], np.cumsum([len(cut) for cut in cuts])]),
        np.array([known[topic] for topic in statement_topic]),
        np.array([known[topic] for topic in description_topic]),
    )


def _statements(folder: Path) -> list[dict[str, str]]:
    lines = (folder / "statements.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def tune(
    base: Floats,
    views: Views,
    *,
    seed: int,
    described: bool = True,
    noise: bool = False,
) -> Floats:
    """Moves the pieces so that views of one topic meet; pieces that no view holds stay.

    Settings were chosen on topics left out of the training, never on the measured statements.
    """
    steps, rate = 400, 0.0014
    # Colder ones learn the training topics by heart: AMI of texts at 0.04 is 0.02 instead of 0.20;
    # warmer ones (0.2) cost 0.02 on text + issue.
    temperature = 0.12
    rng = np.random.default_rng(seed)
    used, local = np.unique(views.pieces, return_inverse=True)
    views = Views(local, views.bounds, views.statement_topic, views.description_topic)
    size = np.sqrt((base[used] ** 2).sum(axis=1).mean())
    start = torch.from_numpy(base[used] / size)
    move = torch.zeros_like(start, requires_grad=True)
    gate = torch.zeros(len(used), 1, requires_grad=True)
    optimizer = torch.optim.Adam([{"params": [move], "lr": 1.0}, {"params": [gate], "lr": 5.0}])
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: rate * min(1, (step + 1) / 20) * (1 - step / steps)
    )
    for _ in range(steps):
        table = (start + move) * gate.exp()
        pieces, place, topic = _batch(views, rng, described)
        vectors = _vectors(table, pieces, place, len(topic))
        loss = _contrast(vectors, torch.from_numpy(topic), temperature)
        if noise:
            loss = loss + _apart(vectors, table, views, rng)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    tuned = base / size
    tuned[used] = ((start + move) * gate.exp()).detach().numpy()
    return tuned


def _vectors(table: torch.Tensor, pieces: Ints, place: Ints, count: int) -> torch.Tensor:
    offsets = torch.from_numpy(np.searchsorted(place, np.arange(count)))
    sums = functional.embedding_bag(torch.from_numpy(pieces), table, offsets, mode="sum")
    return functional.normalize(sums, dim=1)


def _apart(
    vectors: torch.Tensor, table: torch.Tensor, views: Views, rng: np.random.Generator
) -> torch.Tensor:
    """What complains of nothing should be like no statement at all, above all not like the
    nearest one; it need not be like other noise.
    """
    drawn = rng.choice(views.noise, min(64, len(views.noise)), replace=False)
    pieces, place = views.read(drawn, rng, 0.3)
    near = _vectors(table, pieces, place, len(drawn)) @ vectors.T
    return 0.3 * torch.logsumexp(12 * near, dim=1).mean()


def _batch(views: Views, rng: np.random.Generator, described: bool) -> tuple[Ints, Ints, Ints]:
    """Pieces, the place in the batch each stands in, and the topic of each place.

    A view is a statement and its issue together, or a title or description of the topic, without
    more than half of its pieces: then no single word can stand for a topic.
    """
    # More at a time learns by heart: AMI of texts | text + issue on held-out topics is 0.18 | 0.45
    # with 12 views of each, 0.21 | 0.51 with 4.
    topics, each, dropout = 96, 4, 0.55
    statements = _members(views.statement_topic)
    chosen = rng.choice(len(statements), min(topics, len(statements)), replace=False)
    drawn = np.concatenate([rng.choice(statements[topic], each, replace=False) for topic in chosen])
    view = 2 * drawn
    whole = np.arange(len(drawn))
    if described:
        # Titles and descriptions add 0.02 on text + issue; more than one in ten adds nothing.
        descriptions = _members(views.description_topic)
        instead = rng.random(len(drawn)) < 0.1
        offset = 2 * len(views.statement_topic)
        for index in np.flatnonzero(instead):
            view[index] = offset + rng.choice(descriptions[views.statement_topic[drawn[index]]])
        whole = np.flatnonzero(~instead)
    pieces, place = views.read(view, rng, dropout)
    more, beside = views.read(2 * drawn[whole] + 1, rng, dropout)
    place = np.concatenate([place, whole[beside]])
    order = np.argsort(place, kind="stable")
    return np.concatenate([pieces, more])[order], place[order], views.statement_topic[drawn]


def _members(topic: Ints) -> list[Ints]:
    order = np.argsort(topic, kind="stable")
    return np.split(order, np.cumsum(np.bincount(topic))[:-1])


def _contrast(vectors: torch.Tensor, topic: torch.Tensor, temperature: float) -> torch.Tensor:
    """Khosla et al. 2020: each vector against all others, those of its topic being the answer."""
    itself = torch.eye(len(vectors), dtype=torch.bool)
    likeness = (vectors @ vectors.T / temperature).masked_fill(itself, -1e9)
    same = (topic[:, None] == topic[None]) & ~itself
    surprise = torch.logsumexp(likeness, dim=1, keepdim=True) - likeness
    return ((surprise * same).sum(dim=1) / same.sum(dim=1)).mean()


def condense(tables: list[Floats], views: Views, dimensions: int) -> Floats:
    """Several runs side by side, cut to the directions in which the training sentences differ.

    Side by side, likenesses average, and with them what each run learned by chance.
    """
    bags = [_sentences(table, views) for table in tables]
    scaled = [
        table / np.sqrt((bag**2).sum(axis=1).mean())
        for table, bag in zip(tables, bags, strict=True)
    ]
    wide = np.hstack(scaled)
    sentences = unit(_sentences(wide, views))
    directions = np.linalg.eigh(sentences.T @ sentences)[1][:, ::-1][:, :dimensions]
    return np.asarray(wide @ directions, dtype=np.float32)


def _sentences(table: Floats, views: Views) -> npt.NDArray[np.float32]:
    sums = np.zeros((len(views.bounds) - 1, table.shape[1]), np.float32)
    np.add.at(sums, np.repeat(np.arange(len(sums)), np.diff(views.bounds)), table[views.pieces])
    return sums
