"""What docs/scoring.md says of Spark and Ray Data, in their local modes."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pyarrow as arrow
import pytest

from stance.scoring.batches import score_batches, score_table

# Replies stand beside what they answer: how an engine cuts its batches must not matter here.
ROWS = [
    {"id": str(i), "text": f"comment {i} for arms and peace" if i % 7 else "", "likes": i}
    for i in range(300)
]


def expect(model: Path) -> list[dict[str, Any]]:
    scored = list(score_batches(arrow.Table.from_pylist(ROWS).to_batches(), model))
    return arrow.Table.from_batches(scored).to_pylist()


@pytest.mark.filterwarnings("ignore")  # of others, about ports and clocks
def test_spark(invented_bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        pytest.skip("Spark needs Java, which is not here")
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    model = str(invented_bundle)
    schema = (
        "id string, text string, likes bigint, stance string, band string, moderation string, "
        "action string, model string, confidence double, "
        + ", ".join(f"p_{name} double" for name in ("for", "against", "neither"))
    )
    builder = sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    spark = builder.config("spark.driver.bindAddress", "127.0.0.1").getOrCreate()
    try:
        df = spark.createDataFrame(
            [(r["id"], r["text"], r["likes"]) for r in ROWS], "id string, text string, likes bigint"
        )
        scored = df.mapInArrow(lambda batches: score_batches(batches, model), schema)
        found = [row.asDict() for row in scored.orderBy("likes").collect()]
    finally:
        spark.stop()
    assert found == expect(invented_bundle)


@pytest.mark.filterwarnings("ignore")  # of others
def test_ray(invented_bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ray = pytest.importorskip("ray", reason="Ray is not installed")
    data = pytest.importorskip("ray.data", reason="Ray Data is not installed")
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    model = str(invented_bundle)
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, configure_logging=False)
    try:
        ds = data.from_arrow(arrow.Table.from_pylist(ROWS))
        ds = ds.map_batches(lambda table: score_table(table, model), batch_format="pyarrow")
        found = sorted(ds.take_all(), key=lambda row: row["likes"])
    finally:
        ray.shutdown()
    assert found == expect(invented_bundle)
