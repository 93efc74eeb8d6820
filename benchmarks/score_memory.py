"""The peak memory of `stance score` on ever longer inputs: it must not grow with them.

usage: score_memory.py [N ...]        (default: 100,000 and 1,000,000 comments)
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

MEASURE = (
    "import resource, sys; sys.argv[0] = 'stance'\n"
    "from stance.cli.main import main\n"
    "try: main()\n"
    "finally: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
)


def main(sizes: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            rows, out = Path(folder) / "rows.jsonl", Path(folder) / "scores.jsonl"
            with rows.open("w") as stream:
                for i in range(size):
                    row = {"id": str(i), "text": f"comment {i} on word{i % 99_991} and arms " * 4}
                    if i % 3:
                        row["reply_to"] = str(i - i % 3)
                    stream.write(json.dumps(row) + "\n")
            command = [sys.executable, "-c", MEASURE, "score", str(rows), "-o", str(out), "-q"]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            print(f"{size:>12,} comments: peak {int(done.stderr.split()[-1]) / 1024:6.0f} MB")


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [100_000, 1_000_000])
