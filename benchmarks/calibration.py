"""How fast this machine is beside a usual one, so that what was measured on two of them can be compared."""

from __future__ import annotations

import statistics
import time

USUAL_LOOP = 0.5  # seconds of processor time in which a usual machine adds ten million squares


def pace() -> float:
    """Return how many times slower than usual this machine is now, by a short loop: others may share it."""
    squares = 3 * 10**5
    return statistics.median(_spend(squares) for _ in range(3)) / (USUAL_LOOP * squares / 10**7)


def _spend(squares: int) -> float:
    began = time.process_time()
    sum(number * number for number in range(squares))
    return time.process_time() - began


def calibrate() -> float:
    """Time a fixed loop, print it beside what is usual, and return how many times slower this machine is."""
    spent = min(_spend(10**7) for _ in range(3))
    slow = spent / USUAL_LOOP
    print(f"ten million squares: {spent:.2f} s of processor time, usually {USUAL_LOOP} s: "
          f"{slow:.2f} times slower than usual", flush=True)  # fmt: skip
    return slow
