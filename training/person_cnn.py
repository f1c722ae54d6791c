"""What ``person_cnn_text.py`` made -> the network of the names, taught by a larger one.

    python training/person_cnn.py --text FILE.npz --out data/modelle/person-crf

Three steps, made for one graphics card and its four minutes (H200); a processor takes days:

1. A transformer reads the running text and guesses hidden words, which teaches it German.
2. It learns the marked sentences. A quarter of the words lose their list entry, lest it trust them.
3. The small network learns to answer as it does, on running text and marked sentences in which
   words are replaced by any others (Hinton et al. 2015, Distilling the Knowledge), and at last
   the marked sentences themselves.

Graphics cards round as they please: a second run gives a network as good, not the same bytes.
"""

import argparse
import math
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as fn
from networks import Student, Teacher
from torch import Tensor, nn

from pipeline.tools.detectors.cnn import MODEL, ROWS

GUESSED = 30_000
LARGE = {
    "width": 512, "layers": 8, "heads": 8, "rows": 2**16, "words": 60_000, "guessed": GUESSED,
}  # fmt: skip
SMALL = {"width": 160, "layers": 4, "rows": ROWS, "vector": 96}
HIDDEN = 0.25
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
STARTED = time.monotonic()


class Text:
    """Numbers of words, and for each word the rows of its features."""

    def __init__(self, path: Path) -> None:
        with np.load(path) as given:
            self.words = torch.from_numpy(given["text"].astype(np.int32)).to(DEVICE)
            self.listed = torch.from_numpy(given["listed"].astype(np.int32)).to(DEVICE)
            self.unlisted = torch.from_numpy(given["unlisted"].astype(np.int32)).to(DEVICE)
            self.marked = len(self.words) - int(given["marked"])
            ends = (self.words[self.marked :] == 0).nonzero().flatten().cpu().numpy()
            lengths = np.diff(ends, prepend=-1) - 1
            self.sentences = self.marked + ends - lengths
            self.lengths = np.minimum(lengths, 200)
            inside = self.words[self.marked :] > 0
            self.labels = torch.zeros(len(self.words), dtype=torch.long, device=DEVICE)
            self.labels[self.marked :][inside] = torch.from_numpy(given["labels"]).long().to(DEVICE)

    def features(self, words: Tensor, unlisted: Tensor | None) -> Tensor:
        found = self.listed[words.flatten()]
        if unlisted is not None:
            found = torch.where(unlisted.flatten()[:, None], self.unlisted[words.flatten()], found)
        return found

    def windows(self, size: int, length: int, first: int = 0) -> Tensor:
        start = torch.randint(first, len(self.words) - length, (size, 1), device=DEVICE)
        return self.words[start + torch.arange(length, device=DEVICE)]

    def batches(self, tokens: int = 4096) -> Iterator[tuple[Tensor, Tensor]]:
        """Words and labels of sentences of about the same length, in no order."""
        order = np.argsort(self.lengths // 8 + 3 * np.random.random(len(self.lengths)))
        order = order[self.lengths[order] > 0]
        sizes = tokens // np.maximum(self.lengths[order], 8)
        cuts, at = [0], 0
        while at < len(order):
            at += int(sizes[min(at + int(sizes[at]) // 2, len(order) - 1)]) or 1
            cuts.append(min(at, len(order)))
        for k in np.random.permutation(len(cuts) - 1):
            chosen = order[cuts[k] : cuts[k + 1]]
            steps = torch.arange(int(self.lengths[chosen].max()), device=DEVICE)
            start = torch.from_numpy(self.sentences[chosen]).to(DEVICE)[:, None]
            inside = steps < torch.from_numpy(self.lengths[chosen]).to(DEVICE)[:, None]
            at_each = torch.where(inside, start + steps, 0)
            yield (
                torch.where(inside, self.words[at_each], 0),
                torch.where(inside, self.labels[at_each], 0),
            )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--text", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--steps", type=int, nargs=2, default=[1500, 1400], help="of 1 and of 3")
    options.add_argument("--batch", type=int, default=512)
    given = options.parse_args()
    torch.manual_seed(7)
    np.random.seed(7)
    text = Text(given.text)
    teacher = Teacher(text, **LARGE).to(DEVICE)
    guess_words(teacher, text, given.steps[0], given.batch)
    learn_labels(
        teacher, lambda *x: teacher.label(teacher(*x, padded=True)), text, epochs=3, rate=2e-4
    )
    student = Student(text, **SMALL).to(DEVICE)
    imitate(student, teacher.eval(), text, given.steps[1], given.batch)
    learn_labels(
        student, lambda words, _, unlisted: student(words, unlisted), text, epochs=2, rate=4e-4,
        teacher=teacher,
    )  # fmt: skip
    write(student, given.out / MODEL)


def guess_words(teacher: Teacher, text: Text, steps: int, size: int) -> None:
    for step, learn in learning(teacher, steps, 6e-4):
        words = text.windows(size, 128)
        masked = (torch.rand(words.shape, device=DEVICE) < 0.25) & (words > 0) & (words < GUESSED)
        unlisted = torch.rand(words.shape, device=DEVICE) < 0.1
        with torch.autocast(DEVICE, torch.bfloat16):
            guess = teacher.word(teacher(words, masked, unlisted)[masked])
        loss = fn.cross_entropy(guess.float(), words[masked].long())
        learn(loss)
        say(step, "hidden words", loss)


def learn_labels(
    model: nn.Module,
    answer: Callable[[Tensor, Tensor, Tensor], Tensor],
    text: Text,
    epochs: int,
    rate: float,
    teacher: Teacher | None = None,
) -> None:
    """``answer`` gives four label scores for words, some masked, some without their list entry."""
    lost = torch.rand(len(text.listed), device=DEVICE) < HIDDEN
    batches = [batch for _ in range(epochs) for batch in text.batches()]
    for (step, learn), (words, labels) in zip(
        learning(model, len(batches), rate), batches, strict=True
    ):
        inside = words > 0
        masked = (torch.rand(words.shape, device=DEVICE) < 0.03) & inside
        with torch.autocast(DEVICE, torch.bfloat16):
            label = answer(words, masked, lost[words.long()])[inside].float()
        loss = fn.cross_entropy(label, labels[inside])
        if teacher is not None:
            loss = loss + imitation(label, taught(teacher, words, padded=True)[inside])
        learn(loss)
        say(step, "labels", loss)


def imitate(student: Student, teacher: Teacher, text: Text, steps: int, size: int) -> None:
    for step, learn in learning(student, steps, 2e-3):
        words = torch.cat(
            [text.windows(size * 2 // 3, 96), text.windows(size // 3, 96, first=text.marked)]
        )
        replaced = (torch.rand(words.shape, device=DEVICE) < 0.12) & (words > 0)
        other = torch.randint(1, len(text.listed), words.shape, device=DEVICE, dtype=torch.int32)
        words = torch.where(replaced, other, words)
        unlisted = torch.rand(words.shape, device=DEVICE) < 0.1
        with torch.autocast(DEVICE, torch.bfloat16):
            label = student(words, unlisted)
        inside = words > 0
        loss = imitation(label[inside].float(), taught(teacher, words)[inside])
        learn(loss)
        say(step, "imitation", loss)


@torch.no_grad()
def taught(teacher: Teacher, words: Tensor, *, padded: bool = False) -> Tensor:
    with torch.autocast(DEVICE, torch.bfloat16):
        return teacher.label(teacher(words, padded=padded)).float()


def imitation(label: Tensor, taught: Tensor) -> Tensor:
    """Cross entropy, and the distance of the odds of a person: small chances matter, too."""
    loss = fn.cross_entropy(label, taught.softmax(dim=-1))
    return loss + 0.03 * fn.mse_loss(odds(label), odds(taught))


def odds(label: Tensor) -> Tensor:
    others = label[:, [0, 2, 3]].logsumexp(dim=-1)
    return (label[:, 1] - others).clamp(-7, 7)


def learning(
    model: nn.Module, steps: int, rate: float
) -> Iterator[tuple[int, Callable[[Tensor], None]]]:
    """So many times what takes one step down a loss, at a rate that rises and falls again."""
    model.train()
    optimiser = torch.optim.AdamW(
        model.parameters(), lr=rate, betas=(0.9, 0.98), weight_decay=0.01, fused=DEVICE == "cuda"
    )

    def learn(loss: Tensor) -> None:
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()

    for step in range(steps):
        warm = min(1.0, (step + 1) / min(200, steps / 5))
        for group in optimiser.param_groups:
            group["lr"] = rate * warm * max(0.02, (1 + math.cos(math.pi * step / steps)) / 2)
        yield step, learn
    model.eval()


def write(student: Student, path: Path) -> None:
    """The table in bytes, one scale a row; all else in half precision."""
    table = student.features.table.weight[:-1].detach().float().cpu().numpy()
    scale = np.abs(table).max(axis=1, keepdims=True) / 127
    layers = student.layers()
    np.savez_compressed(
        path,
        table=np.round(table / scale).astype(np.int8),
        scale=scale.astype(np.float16),
        layers=len(layers),
        **{f"weight{i}": half(layer.weight.T) for i, layer in enumerate(layers)},
        **{f"bias{i}": half(layer.bias) for i, layer in enumerate(layers)},
    )
    print(path.name, path.stat().st_size, "bytes", flush=True)


def half(weights: Tensor) -> np.ndarray:
    return np.ascontiguousarray(weights.detach().cpu().numpy().astype(np.float16))


def say(step: int, what: str, loss: Tensor) -> None:
    if step % 100 == 0:
        print(f"{time.monotonic() - STARTED:6.0f} s {what} {step} {loss.item():.3f}", flush=True)


if __name__ == "__main__":
    main()
