"""running text -> pieces of words, sentence by sentence."""

import lzma
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

CORPORA = ("bundestag", "bundesgesetze")
VOCABULARY = 40_000
# Weight a / (a + frequency) of a piece: „die“ counts 0.003, a word in 10,000 counts 0.5.
FREQUENCY = 1e-4
SPELLING = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}
_WORD = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"(?<=[.!?;:])\s+(?=[A-ZÄÖÜ„\"(])")


@dataclass(frozen=True)
class Corpus:
    """Sentence i holds the pieces ``pieces[bounds[i]:bounds[i + 1]]`` and stands in a paragraph."""

    pieces: npt.NDArray[np.int32]
    bounds: Ints
    paragraph: npt.NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def counts(self) -> Ints:
        """How often each piece of the vocabulary occurs."""
        return np.bincount(self.pieces, minlength=VOCABULARY)


def normal(text: str) -> list[str]:
    """The words of a text as the tokenizer sees them; ``learn_pieces`` says the same to it."""
    text = re.sub(r"\d+", "0", unicodedata.normalize("NFC", text).lower())
    for letter, spelled in SPELLING.items():
        text = text.replace(letter, spelled)
    return _WORD.findall(text)


def read_corpora(folder: Path) -> tuple[list[str], Ints, Ints, npt.NDArray[np.int32]]:
    """Word types, the running text as indices into them, where sentences begin, their paragraph."""
    index: dict[str, int] = {}
    chunks: list[npt.NDArray[np.int32]] = []
    ends, paragraph, total = [0], [], 0
    for number, line in enumerate(_paragraphs(folder)):
        for sentence in _SENTENCE_END.split(line.strip()):
            words = normal(sentence)
            if len(words) < 3:  # „Beifall.“, „§ 5“: no sentence
                continue
            known = [index.setdefault(word, len(index)) for word in words]
            chunks.append(np.array(known, np.int32))
            total += len(words)
            ends.append(total)
            paragraph.append(number)
    return list(index), np.concatenate(chunks), np.array(ends), np.array(paragraph, np.int32)


def _paragraphs(folder: Path) -> Iterator[str]:
    for name in CORPORA:
        with lzma.open(folder / f"{name}.txt.xz", "rt", encoding="utf-8") as lines:
            yield from lines


def learn_pieces(words: list[str], counts: Ints) -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFC(),
            normalizers.Lowercase(),
            *(normalizers.Replace(letter, spelled) for letter, spelled in SPELLING.items()),
            normalizers.Replace(Regex(r"\d+"), "0"),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"[^\p{L}\p{N}]+"), "removed")

    def repeated() -> Iterator[str]:
        for word, count in zip(words, counts.tolist(), strict=True):
            if count > 1:
                # A cap keeps „der“ from deciding how all other words are cut.
                yield " ".join([word] * min(count, 2000))

    trainer = trainers.UnigramTrainer(
        vocab_size=VOCABULARY,
        special_tokens=["[UNK]"],
        unk_token="[UNK]",
        max_piece_length=20,
        show_progress=False,
    )
    tokenizer.train_from_iterator(repeated(), trainer)
    return tokenizer


def split(
    tokenizer: Tokenizer,
    words: list[str],
    text: Ints,
    bounds: Ints,
    paragraph: npt.NDArray[np.int32],
) -> Corpus:
    """Each word type is cut once; the running text is then put together from the cuts."""
    cuts = [np.array(cut.ids, np.int32) for cut in tokenizer.encode_batch(words)]
    lengths = np.array([len(cut) for cut in cuts])
    starts = np.concatenate([[0], np.cumsum(lengths)])
    ends = np.concatenate([[0], np.cumsum(lengths[text])])
    pieces = np.concatenate(cuts)[ragged(starts[text], lengths[text])]
    return Corpus(pieces, ends[bounds], paragraph)


def ragged(starts: Ints, lengths: Ints) -> Ints:
    """Indices of many slices behind one another: starts [3, 9], lengths [2, 1] -> [3, 4, 9]."""
    ends = np.cumsum(lengths)
    return np.repeat(starts - (ends - lengths), lengths) + np.arange(lengths.sum())


def piece_weights(counts: Ints) -> Floats:
    return (FREQUENCY / (FREQUENCY + counts / counts.sum())).astype(np.float32)
