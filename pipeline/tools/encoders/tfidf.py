"""Character n-grams for want of a model: sees shared spelling, not shared meaning."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pipeline.tools.encoder import unit


class TfidfEncoder:
    """Learns its space from the very texts it is given: vectors of two calls do not compare."""

    identity = "tfidf-char-3-5-svd-256"
    label = "Zeichenfolgen, TF-IDF (Ersatzverfahren)"
    limits = "Erkennt gleiche Schreibweisen, keine Bedeutung."

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        from sklearn.decomposition import TruncatedSVD
        from sklearn.feature_extraction.text import TfidfVectorizer

        # Each text once and sorted, so that neither row order nor repetition moves the space.
        known = sorted(set(texts))
        row = {text: index for index, text in enumerate(known)}
        if not known:
            return np.zeros((0, 1), dtype=np.float32)
        vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
        # The padding makes sure that even a text of one letter holds one n-gram.
        features = vectorizer.fit_transform([f"  {text} ." for text in known])
        rank = min(256, len(known) - 1, features.shape[1] - 1)
        if rank < 2:
            vectors = features.toarray()
        else:
            vectors = TruncatedSVD(rank, random_state=0).fit_transform(features)
        return unit(vectors.astype(np.float32))[[row[text] for text in texts]]
