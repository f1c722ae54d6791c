"""corpus -> one vector for each piece: from the order of sentences, from the company of words."""

import numpy as np
import numpy.typing as npt
import scipy.sparse as sparse
import torch
from torch.nn import functional

from sentences.corpus import FREQUENCY, VOCABULARY, Corpus, Floats, Ints, piece_weights, ragged

DIMENSIONS = 256


def sequence_vectors(corpus: Corpus, *, steps: int = 2000) -> Floats:
    """Sentences that follow one another get like vectors, against 2,000 others of the batch.

    A piece is read with the probability of its weight, which is cheaper than weighting it and
    keeps the same mean.
    """
    rng = np.random.default_rng(1)
    torch.manual_seed(1)
    weights = piece_weights(corpus.counts())
    batch, rate, temperature = 2048, 0.01, 0.05
    table = torch.nn.EmbeddingBag(VOCABULARY, DIMENSIONS, mode="sum")
    torch.nn.init.normal_(table.weight, 0, DIMENSIONS**-0.5)
    optimizer = torch.optim.Adam(table.parameters(), lr=rate, betas=(0.9, 0.98))

    def vectors(first: Ints, last: Ints) -> tuple[torch.Tensor, npt.NDArray[np.bool_]]:
        lengths = corpus.bounds[last] - corpus.bounds[first]
        pieces = corpus.pieces[ragged(corpus.bounds[first], lengths)]
        sentence = np.repeat(np.arange(len(first)), lengths)
        read = rng.random(len(pieces)) < weights[pieces]
        kept = np.bincount(sentence[read], minlength=len(first))
        offsets = np.cumsum(kept) - kept
        ids = torch.from_numpy(pieces[read].astype(np.int64))
        return functional.normalize(table(ids, torch.from_numpy(offsets)), dim=1), kept > 0

    for step in range(steps):
        warm, cool = (step + 1) / 50, max(0.02, 1 - step / steps)
        optimizer.param_groups[0]["lr"] = rate * min(1, warm) * cool
        # A quarter or so is lost to ends of paragraphs and to sentences of which nothing is read.
        one = rng.integers(0, len(corpus) - 5, batch * 8 // 5)
        other = one + rng.integers(1, 3, len(one))
        end = other + rng.integers(1, 3, len(one))
        near = corpus.paragraph[end - 1] - corpus.paragraph[one] <= 2
        one, other, end = one[near], other[near], end[near]
        left, left_read = vectors(one, one + 1)
        right, right_read = vectors(other, end)
        both = torch.from_numpy(left_read & right_read)
        left, right = left[both][:batch], right[both][:batch]
        likeness = left @ right.T / temperature
        truth = torch.arange(len(left))
        loss = functional.cross_entropy(likeness, truth) + functional.cross_entropy(
            likeness.T, truth
        )
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return table.weight.detach().numpy()


def company_vectors(corpus: Corpus) -> Floats:
    """Spectrum of the positive pointwise mutual information of pieces that share a sentence or,
    at half the weight, stand in neighbouring ones; directions only, as frequency is weighed later.
    """
    rng = np.random.default_rng(0)
    counts = corpus.counts()
    share = np.maximum(counts, 1) / counts.sum()
    read = rng.random(len(corpus.pieces)) < np.minimum(1, np.sqrt(FREQUENCY / share))[corpus.pieces]
    sentence = np.repeat(np.arange(len(corpus), dtype=np.int32), np.diff(corpus.bounds))[read]
    ones = np.ones(len(sentence), np.float32)
    holds = sparse.csr_matrix(
        (ones, (sentence, corpus.pieces[read])), shape=(len(corpus), VOCABULARY)
    )
    holds.data[:] = 1
    size = np.maximum(np.asarray(holds.sum(axis=1)).ravel(), 2)
    # A sentence hands out as many pairs as it has pieces, not the square of it.
    holds = (sparse.diags((size**-0.5).astype(np.float32)) @ holds).tocsr()
    follows = corpus.paragraph[1:] == corpus.paragraph[:-1]
    next_to = holds[:-1][follows].T @ holds[1:][follows]
    pairs = (holds.T @ holds + 0.5 * (next_to + next_to.T)).tocsr()
    pairs.setdiag(0)
    rows = np.repeat(np.arange(VOCABULARY), np.diff(pairs.indptr))
    total = np.maximum(np.asarray(pairs.sum(axis=1)).ravel(), 1e-9)
    context = total**0.75 / (total**0.75).sum()  # smoothed as in word2vec: rare company counts less
    information = np.log(np.maximum(pairs.data, 1e-12) / (total[rows] * context[pairs.indices]))
    kept = (information > 0) & (pairs.data > 0.3)  # seen at least twice in short sentences
    matrix = sparse.csr_matrix(
        (information[kept].astype(np.float32), (rows[kept], pairs.indices[kept])),
        shape=(VOCABULARY, VOCABULARY),
    )
    basis = rng.standard_normal((VOCABULARY, DIMENSIONS + 40)).astype(np.float32)
    for _ in range(4):
        basis = np.linalg.qr(matrix.T @ np.linalg.qr(matrix @ basis)[0])[0]
    left, strengths, _ = np.linalg.svd(matrix @ basis, full_matrices=False)
    return unit((left * strengths**0.5)[:, :DIMENSIONS])


def join(parts: list[Floats], counts: Ints, *, weighted: bool = True) -> Floats:
    """Side by side, each freed of what all sentences share and scaled alike; rows carry weights."""
    weights = piece_weights(counts) if weighted else np.ones(len(counts), np.float32)
    read = counts * weights
    mean = (read / read.sum())[:, None]
    centred = [part - (mean * part).sum(axis=0) for part in parts]
    scaled = [part / np.sqrt((part**2).sum(axis=1).mean()) for part in centred]
    return (np.hstack(scaled) * weights[:, None]).astype(np.float32)


def unit(matrix: Floats) -> Floats:
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    return (matrix / np.maximum(lengths, 1e-9)).astype(np.float32)
