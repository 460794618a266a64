#!/usr/bin/env python3
"""Writes test/fixtures/metrics/scikit-learn.json: pairs and embeddings with what scikit-learn says of them.

Needs scikit-learn and numpy (Debian: python3-sklearn). Run from the root of the repository:
    /usr/bin/python3 scripts/make-metrics-fixture.py
"""
import json
import pathlib

import numpy as np
import sklearn
from sklearn.decomposition import PCA
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import confusion_matrix, roc_auc_score, roc_curve
from sklearn.neighbors import KNeighborsClassifier, NearestNeighbors


def pair_case(name, distances, same):
    """The ROC of one list of pairs. scikit-learn wants a score that grows with sameness: minus the distance."""
    false_accept, true_positive, thresholds = roc_curve(same, -distances, drop_intermediate=False)
    return {
        "name": name,
        "distances": distances.tolist(),
        "same": same.tolist(),
        "auc": roc_auc_score(same, -distances),
        "falseAccept": false_accept.tolist(),
        "truePositive": true_positive.tolist(),
        # The first threshold is a placeholder that accepts nothing; its value depends on the version.
        "thresholds": (-thresholds[1:]).tolist(),
        # The share of same pairs at each pair's distance, as a falling function of it.
        "isotonic": IsotonicRegression(increasing=False).fit(distances, same).predict(distances).tolist(),
    }


def neighbour_case(rng, dimension):
    centres = rng.normal(size=(4, dimension))

    def draw(count):
        labels = rng.integers(0, 4, count)
        return (centres[labels] + rng.normal(size=(count, dimension))).astype(np.float32), labels

    gallery, gallery_labels = draw(60)
    queries, query_labels = draw(25)
    predicted = {}
    for k in (1, 3, 5):
        classifier = KNeighborsClassifier(k, algorithm="brute").fit(gallery, gallery_labels)
        neighbours = gallery_labels[classifier.kneighbors(queries, return_distance=False)]
        votes = np.array([np.bincount(row, minlength=4) for row in neighbours])
        # scikit-learn gives a tie to the lowest class, we to the one of them that has the nearest image.
        leads = votes == votes.max(axis=1, keepdims=True)
        nearest = [next(label for label in row if lead[label]) for row, lead in zip(neighbours, leads)]
        predicted[k] = np.where(leads.sum(axis=1) > 1, nearest, classifier.predict(queries)).tolist()
    return {
        "dimension": dimension,
        "gallery": gallery.ravel().tolist(),
        "galleryLabels": gallery_labels.tolist(),
        "queries": queries.ravel().tolist(),
        "queryLabels": query_labels.tolist(),
        "predicted": predicted,
        "confusion": confusion_matrix(query_labels, predicted[1], labels=range(4)).tolist(),
        "retrieval": retrieval(gallery, gallery_labels),
        "principal": principal(gallery),
    }


def principal(embeddings):
    """The principal components, each with its largest coefficient positive."""
    pca = PCA().fit(embeddings.astype(np.float64))
    largest = np.abs(pca.components_).argmax(axis=1)
    signs = np.sign(pca.components_[np.arange(len(largest)), largest])
    return {
        "components": (pca.components_ * signs[:, None]).tolist(),
        "variances": pca.explained_variance_.tolist(),
    }


def retrieval(embeddings, labels):
    """Section 2.2 of Musgrave, Belongie and Lim (2020), read literally, over scikit-learn's neighbours."""
    finder = NearestNeighbors(n_neighbors=len(labels) - 1, algorithm="brute").fit(embeddings)
    neighbours = finder.kneighbors(return_distance=False)  # without the query itself
    first, r_precision, average = [], [], []
    for label, found in zip(labels, labels[neighbours]):
        r = np.count_nonzero(labels == label) - 1
        if r == 0:
            continue
        hit = found[:r] == label
        precision_at = np.array([np.mean(hit[: i + 1]) for i in range(r)])
        first.append(hit[0])
        r_precision.append(np.mean(hit))
        average.append(np.sum(precision_at * hit) / r)
    return {
        "precisionAt1": float(np.mean(first)),
        "rPrecision": float(np.mean(r_precision)),
        "meanAveragePrecisionAtR": float(np.mean(average)),
        "queries": len(first),
    }


def main():
    rng = np.random.default_rng(20)
    same = rng.integers(0, 2, 300)
    spread = np.abs(rng.normal(1 - 0.6 * same, 0.4))
    rare = (np.arange(300) % 29 == 0).astype(int)
    fixture = {
        "scikitLearn": sklearn.__version__,
        "pairs": [
            pair_case("no ties", spread, same),
            pair_case("many ties", np.round(spread * 8) / 8, same),
            pair_case("few same pairs", np.round(spread * 16) / 16, rare),
            pair_case("one distance", np.full(10, 0.5), np.arange(10) % 2),
        ],
        # 3 leaves a tail after four dimensions a step or two a pass; 4, 8 and 10 are whole steps and a mix.
        "neighbours": [neighbour_case(rng, dimension) for dimension in (1, 3, 4, 10)],
    }
    folder = pathlib.Path(__file__).resolve().parent.parent / "test" / "fixtures" / "metrics"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "scikit-learn.json").write_text(json.dumps(fixture, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
