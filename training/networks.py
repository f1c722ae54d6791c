"""The two networks of the names: a transformer that teaches, and the small one that is shipped."""

from typing import Protocol

import torch
import torch.nn.functional as fn
from torch import Tensor, nn


class Words(Protocol):
    def features(self, words: Tensor, unlisted: Tensor | None) -> Tensor:
        """(words, features): the rows of each word, without its list entry where unlisted."""


class Features(nn.Module):
    """The sum of a word's rows, and a vector of its own where it is frequent."""

    def __init__(self, text: Words, rows: int, width: int, words: int = 0) -> None:
        super().__init__()
        self.text, self.rows = text, rows
        self.table = nn.EmbeddingBag(rows + 1, width, mode="sum")
        nn.init.normal_(self.table.weight, std=0.1)
        self.words = nn.Embedding(words, width) if words else None

    def forward(
        self, words: Tensor, masked: Tensor | None = None, unlisted: Tensor | None = None
    ) -> Tensor:
        found = self.text.features(words, unlisted) % self.rows
        if masked is not None:
            found = torch.where(masked.flatten()[:, None], self.rows, found)
        vector = self.table(found).view(*words.shape, -1)
        if self.words is not None:
            last = self.words.num_embeddings - 1
            own = words.clamp(max=last)
            vector = vector + self.words(own if masked is None else own.masked_fill(masked, last))
        return fn.layer_norm(vector, vector.shape[-1:])


class Attention(nn.Module):
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.first, self.second = nn.LayerNorm(width), nn.LayerNorm(width)
        self.asks, self.answer = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.widen, self.narrow = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: Tensor, inside: Tensor | None) -> Tensor:
        size, length, width = x.shape
        asks = self.asks(self.first(x)).view(size, length, 3, self.heads, -1)
        query, key, value = asks.permute(2, 0, 3, 1, 4)
        seen = fn.scaled_dot_product_attention(
            turned(query), turned(key), value,
            attn_mask=inside, dropout_p=0.1 if self.training else 0.0,
        )  # fmt: skip
        seen = seen.transpose(1, 2).reshape(size, length, width)
        x = x + fn.dropout(self.answer(seen), 0.1, self.training)
        wide = self.narrow(fn.gelu(self.widen(self.second(x))))
        return x + fn.dropout(wide, 0.1, self.training)


def turned(x: Tensor) -> Tensor:
    """Places as rotations (Su et al. 2021, RoFormer)."""
    length, width = x.shape[-2:]
    place = torch.arange(length, device=x.device)[:, None]
    angle = place / 10_000 ** (torch.arange(0, width, 2, device=x.device) / width)
    cos, sin = angle.cos().to(x.dtype), angle.sin().to(x.dtype)
    left, right = x[..., ::2], x[..., 1::2]
    return torch.stack([left * cos - right * sin, left * sin + right * cos], -1).flatten(-2)


class Teacher(nn.Module):
    """``word`` guesses which of the most frequent words is hidden, ``label`` what it is."""

    def __init__(
        self, text: Words, width: int, layers: int, heads: int, rows: int, words: int, guessed: int
    ) -> None:
        super().__init__()
        self.features = Features(text, rows, width, words)
        self.blocks = nn.ModuleList(Attention(width, heads) for _ in range(layers))
        self.last = nn.LayerNorm(width)
        self.word, self.label = nn.Linear(width, guessed), nn.Linear(width, 4)

    def forward(
        self,
        words: Tensor,
        masked: Tensor | None = None,
        unlisted: Tensor | None = None,
        padded: bool = False,
    ) -> Tensor:
        x = self.features(words, masked, unlisted)
        inside = (words > 0)[:, None, None, :] if padded else None
        for block in self.blocks:
            x = block(x, inside)
        return self.last(x)


class Block(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.widen, self.narrow = nn.Linear(3 * width, 2 * width), nn.Linear(2 * width, width)

    def forward(self, x: Tensor, inside: Tensor) -> Tensor:
        itself = fn.layer_norm(x, x.shape[-1:]) * inside
        before, after = fn.pad(itself, (0, 0, 1, 0))[:, :-1], fn.pad(itself, (0, 0, 0, 1))[:, 1:]
        wide = fn.relu(self.widen(torch.cat([before, itself, after], dim=-1)))
        return x + fn.dropout(self.narrow(wide), 0.05, self.training)


class Student(nn.Module):
    """What ``PersonCnn`` computes; its normalisations have no weights of their own."""

    def __init__(self, text: Words, width: int, layers: int, rows: int, vector: int) -> None:
        super().__init__()
        self.features = Features(text, rows, vector)
        self.into = nn.Linear(vector, width)
        self.blocks = nn.ModuleList(Block(width) for _ in range(layers))
        self.out = nn.Linear(width, 4)

    def forward(self, words: Tensor, unlisted: Tensor | None = None) -> Tensor:
        x, inside = self.into(self.features(words, None, unlisted)), (words > 0)[..., None]
        for block in self.blocks:
            x = block(x, inside)
        return self.out(fn.layer_norm(x, x.shape[-1:]))

    def layers(self) -> list[nn.Linear]:
        return [self.into, *(layer for b in self.blocks for layer in (b.widen, b.narrow)), self.out]
