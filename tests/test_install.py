"""Without a compiler the package installs all the same, and works."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_without_a_compiler(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    hidden = shutil.ignore_patterns(".*", "*.so", "*.pyd", "build", "*.egg-info", "tests")
    shutil.copytree(ROOT, source, ignore=hidden)
    words = ["install", "-v", "--no-deps", "--no-build-isolation", "--target", str(target), "."]
    done = subprocess.run(
        [sys.executable, "-m", "pip", *words],
        cwd=source,
        env=os.environ | {"CC": "false", "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert (done.stdout + done.stderr).count(
        'building extension "stance.model._native" failed'
    ) == 1
    assert not list(target.rglob("*.so"))
    run = "from stance.cli.main import main; main()"
    scored = subprocess.run(
        [sys.executable, "-c", run, "score", "-", "--format", "csv"],
        cwd=tmp_path,
        input="We must send them arms.\n",
        env=os.environ | {"PYTHONPATH": str(target)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (scored.returncode, scored.stderr) == (0, "")
    assert scored.stdout.count("\n") == 2
