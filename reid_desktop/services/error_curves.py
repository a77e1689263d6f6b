"""Error curves of labelled vectors: detection error trade-off, and likelihood ratios after Tippett."""

from __future__ import annotations

import numpy as np

from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.geometry import Vectors
from reid_desktop.domain.judged import ErrorCurves
from reid_desktop.domain.labelled import LabelledSet
from reid_desktop.services.calibrating import Labels, curves_of, pairs_of


def error_curves(found: LabelledSet, vectors: Vectors, cameras: Labels) -> ErrorCurves:
    """Return the curves of a set in two halves, no person in both, each under a map made of the other.

    :param vectors: (n, d), one for each crop, as they are compared in a search.
    """
    persons = np.unique([crop.person for crop in found.crops], return_inverse=True)[1].astype(np.int64)
    asked = np.unique(persons[[row for split in found.splits for row in split.queries]])
    order = np.random.default_rng(0).permutation(
        asked
    )  # distractors, who may be several, are asked by nobody
    random, folds = np.random.default_rng(0), []
    for part in (order[: len(order) // 2], order[len(order) // 2 :]):
        rows = np.flatnonzero(np.isin(persons, part))
        try:
            folds.append(pairs_of(vectors[rows], vectors[rows], persons[rows], cameras[rows], random))
        except UsageError:
            return ErrorCurves()
    det, tippett, equal = curves_of(folds)
    return ErrorCurves(det, tippett, round(equal, 6), sum(fold.persons for fold in folds))
