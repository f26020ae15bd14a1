"""Writes of orders, each in one transaction with its move, its facts, its audit entry and its news."""

from lianfang.orders.actions.change import extend, move, start_next
from lianfang.orders.actions.correct import correct_stage
from lianfang.orders.actions.end import (
    cancel,
    confirm_need,
    hand_over,
    leave,
    record_death,
    release,
    release_early,
)
from lianfang.orders.actions.issue import ask_law, foresee, issue
from lianfang.orders.actions.proposing import Cause, Proposed, Wanted, propose, withdraw_proposals
from lianfang.orders.actions.rest import resume, suspend
from lianfang.orders.actions.results import ResultIn, record_results
from lianfang.orders.actions.settling import accept_proposal, decline_proposal

__all__ = [
    "Cause",
    "Proposed",
    "ResultIn",
    "Wanted",
    "accept_proposal",
    "ask_law",
    "cancel",
    "confirm_need",
    "correct_stage",
    "decline_proposal",
    "extend",
    "foresee",
    "hand_over",
    "issue",
    "leave",
    "move",
    "propose",
    "record_death",
    "record_results",
    "release",
    "release_early",
    "resume",
    "start_next",
    "suspend",
    "withdraw_proposals",
]
