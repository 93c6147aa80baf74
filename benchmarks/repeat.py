"""Ten consecutive nbval runs over all notebooks: not one may fail.

``python -m benchmarks.repeat [COUNT]``
"""

from __future__ import annotations

import subprocess
import sys
import time

COMMAND = ["make", "test-notebooks"]


def main(count: int = 10) -> int:
    """Run nbval `count` times and report each run; return how many failed."""
    failed = 0
    for run in range(1, count + 1):
        begin = time.perf_counter()
        result = subprocess.run(COMMAND, capture_output=True, text=True)
        last = (result.stdout.strip().splitlines() or ["no output"])[-1]
        failed += result.returncode != 0
        print(f"run {run} of {count}: {time.perf_counter() - begin:.0f} s, {last}", flush=True)
    print(f"{count - failed} passed, {failed} failed")
    return failed


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
