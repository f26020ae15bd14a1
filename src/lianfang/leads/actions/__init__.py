"""Writes of leads, by duty: opening, handing on, calling, answering, letters, doubts."""

from lianfang.leads.actions.answers import AnotherOpen, call_again, close, reopen
from lianfang.leads.actions.calls import record_call
from lianfang.leads.actions.doubts import answer_pair, part_people
from lianfang.leads.actions.handing import Handed, NoSuchPlace, assign, forward, give_back, place
from lianfang.leads.actions.letters import NoDestination, record_reply, send_letter
from lianfang.leads.actions.opening import Opened, open_from_rows, open_rows

__all__ = [
    "AnotherOpen",
    "Handed",
    "NoDestination",
    "NoSuchPlace",
    "Opened",
    "answer_pair",
    "assign",
    "call_again",
    "close",
    "forward",
    "give_back",
    "open_from_rows",
    "open_rows",
    "part_people",
    "place",
    "record_call",
    "record_reply",
    "reopen",
    "send_letter",
]
