# SPDX-License-Identifier: GPL-3.0-or-later
"""What a benchmark tells build-aux/bench: one line for each thing that was measured, with every sample.

Medians, spread and whether the goal is met are the reader's.
"""

import json

PREFIX = "BENCH "


def row(what, ours, *, unit, base=None, against=None, by=None, goal=None):
    """@ours, @base: samples, as many, of the same rounds.

    @by: what the goal is for: the "ratio" of the two, their "difference", or the "value" itself
    """
    record = {"what": what, "unit": unit, "by": by or ("value" if base is None else "ratio"), "ours": rounded(ours)}
    if base is not None:
        if len(base) != len(ours):
            raise ValueError(f"{what}: {len(ours)} samples against {len(base)}")
        record.update(against=against, base=rounded(base))
    if goal is not None:
        record["goal"] = goal
    print(PREFIX + json.dumps(record, ensure_ascii=False), flush=True)


def rounded(samples):
    return [float(f"{sample:.6g}") for sample in samples]
