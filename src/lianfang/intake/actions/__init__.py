"""Writes of lists: receiving a file, reading it into rows, correcting rows, saving what headings mean."""

from lianfang.intake.actions.again import ask_again, read_again
from lianfang.intake.actions.correcting import (
    Corrected,
    NotCorrectable,
    correct_row,
    enter_corrections,
    enter_row,
    find_flaws,
)
from lianfang.intake.actions.reading import BLOCK_ROWS, TakenOver, finish_batch, read_batch
from lianfang.intake.actions.receiving import Accepted, NoBytes, TooLarge, accept_file, check_size
from lianfang.intake.actions.sources import UnknownHeading, save_headings

__all__ = [
    "BLOCK_ROWS",
    "Accepted",
    "Corrected",
    "NoBytes",
    "NotCorrectable",
    "TakenOver",
    "TooLarge",
    "UnknownHeading",
    "accept_file",
    "ask_again",
    "check_size",
    "correct_row",
    "enter_corrections",
    "enter_row",
    "find_flaws",
    "finish_batch",
    "read_again",
    "read_batch",
    "save_headings",
]
