"""Published stance corpora as labelled sets, from the folders that their authors distribute.

Nothing of these corpora is in this repository: fetch them yourself under their own terms.

- RumourEval 2019 (Gorrell et al. 2019, SemEval-2019 task 7): unpack the training data, the test
  data and `final-eval-key.json` into one folder.
- SemEval-2016 task 6 (Mohammad et al. 2016): the folder of the "all annotations" files.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Row = dict[str, Any]


def read_rumoureval(folder: Path, split: str) -> list[Row]:
    """The comments of a split ("train", "dev" or "test") with gold stance, parent and root texts.

    Every id of the key is there once; the text is empty where the corpus gives no more than the
    id ("more" of Reddit). Test comments without a key are left out.
    """
    keys = {
        "train": "**/train-key.json",
        "dev": "**/dev-key.json",
        "test": "**/final-eval-key.json",
    }
    path = next(iter(sorted(folder.glob(keys[split]))))
    gold = json.loads(path.read_text(encoding="utf-8"))["subtaskaenglish"]
    rows: dict[str, Row] = {}
    for thread in sorted(p.parent for p in folder.glob("**/source-tweet")):
        texts, parents = {}, {}
        for file in [*thread.glob("source-tweet/*.json"), *thread.glob("replies/*.json")]:
            for id_, parent, text in _read_post(json.loads(file.read_text(encoding="utf-8"))):
                texts[id_], parents[id_] = text, parent
        root = thread.name
        for id_ in sorted(texts.keys() & gold.keys() - rows.keys()):
            parent = None if id_ == root else parents[id_] or root
            rows[id_] = {
                "id": id_,
                "conversation_id": root,
                "text": texts[id_],
                "reply_to": parent,
                "parent_text": None if parent is None else texts.get(parent) or texts.get(root),
                "headline": None if parent is None else texts.get(root),
                "stance": gold[id_],
            }
    return list(rows.values())


def _read_post(post: Row) -> Iterator[tuple[str, str | None, str]]:
    """(id, parent's id, text) of a tweet, a Reddit submission or a Reddit comment."""
    if "id_str" in post:
        yield post["id_str"], post.get("in_reply_to_status_id_str"), post["text"]
        return
    data = post["data"]
    inner = [post] if post.get("kind") == "more" else data.get("children", [post])
    for part in inner:
        if not isinstance(part, dict):
            continue
        data = part["data"]
        text = data.get("body") or f"{data.get('title', '')} {data.get('selftext', '')}".strip()
        parent = data.get("parent_id")
        yield data.get("id", ""), parent.split("_")[-1] if parent else None, text


def read_semeval2016(folder: Path, split: str) -> dict[str, list[Row]]:
    """The tweets of a split ("train" or "test") of task A by target."""
    name = {"train": "trainingdata", "test": "testdata-taskA"}[split]
    text = (folder / f"{name}-all-annotations.txt").read_text(encoding="windows-1252")
    out: dict[str, list[Row]] = {}
    for row in csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        out.setdefault(row["Target"], []).append(
            {
                "id": row["ID"],
                "conversation_id": row["ID"],
                "text": row["Tweet"].replace("#SemST", "").strip(),
                "stance": row["Stance"],
            }
        )
    return out
