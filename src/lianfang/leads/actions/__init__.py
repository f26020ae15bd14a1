"""Writes of leads, by duty: opening, handing on, calling, answering, letters, doubts."""

from lianfang.leads.actions.opening import Opened, open_from_rows, open_rows

__all__ = ["Opened", "open_from_rows", "open_rows"]
