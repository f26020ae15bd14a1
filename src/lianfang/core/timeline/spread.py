"""Test days for texts that give a number of tests and no days.

Shanxi writes "14+3" for 14 days with 3 tests (rules §1.6, Notation). The days chosen here are ours and are
marked as derived wherever they are used: the first day, the last, and the others evenly between, rounded
down. The rule gives exactly the days of the notices that do name them: 14+3 is 1, 7, 14; 14+5 is 1, 4, 7, 10,
14; 7+3 is 1, 4, 7.
"""


def spread_days(days: int, count: int, *, single_on_first: bool = False) -> tuple[int, ...]:
    """Choose `count` test days among the day numbers 1 to `days`.

    One test falls on the last day, or on the first when it is a landing test. Days are never closer than one
    day, so samples taken at the same hour keep 24 hours. Raises ValueError when there are more tests than days,
    or fewer than none.
    """
    if count < 0 or count > days:
        raise ValueError(f"{count} tests do not fit into {days} days, one a day")
    if count == 0:
        return ()
    if count == 1:
        return (1,) if single_on_first else (days,)
    return tuple(1 + (days - 1) * step // (count - 1) for step in range(count))


def every_days(days: int, step: int) -> tuple[int, ...]:
    """List every `step`-th day number from the first on ("alternate-day PCR" is step 2, rules §1.6 Ankang).

    Raises ValueError when the step is not positive.
    """
    if step < 1:
        raise ValueError(f"tests every {step} days make no sense; the step is 1 or more")
    return tuple(range(1, days + 1, step))
