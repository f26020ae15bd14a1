"""`make bench`: every benchmark one after another, each in a process and a throw-away home of its own.

make bench                      # quick sizes
make bench ARGS="--full"        # the sizes of the bars
make bench ARGS="import_csv"    # one of them
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
GROUND = "county"  # what others measure on


def list_benchmarks() -> list[str]:
    """Name the benchmarks: the modules of this folder that can be run."""
    found = (path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_"))
    return sorted(name for name in found if name != GROUND)


def run(name: str, *, full: bool) -> int:
    """Run one benchmark in a home of its own, which is stopped and removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="lianfang-bench-") as home:
        settings = {**os.environ, "LIANFANG_HOME": home, "LIANFANG_DB_POOL": "0"}
        command = [sys.executable, "-m", f"benchmarks.{name}", *(["--full"] if full else [])]
        print(f"== {name}", flush=True)
        code = subprocess.run(command, env=settings, cwd=HERE.parent, check=False).returncode
        subprocess.run([sys.executable, "-m", "lianfang.cli.main", "down"], env=settings, check=False)
    return code


def main() -> int:
    """Run the benchmarks that were asked for, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*list_benchmarks(), []], help="which; all by default")
    parser.add_argument("--full", action="store_true", help="the sizes of the bars")
    chosen = parser.parse_args()
    return max(run(name, full=chosen.full) for name in chosen.names or list_benchmarks())


if __name__ == "__main__":
    sys.exit(main())
