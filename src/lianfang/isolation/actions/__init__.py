"""Writes of isolation sites: sites and rooms, beds, the day, staff."""

from lianfang.isolation.actions.daily import (
    hand_waste,
    lay_all_rounds,
    lay_rounds,
    record_sample,
    take_sample,
    tick_round,
    write_report,
)
from lianfang.isolation.actions.rooms import RoomPlan, add_rooms, turn_room
from lianfang.isolation.actions.sites import SitePlan, activate, change_site, close, enter_site, inspect
from lianfang.isolation.actions.staff import StaffPlan, end_posting, post_staff, set_shifts, test_staff
from lianfang.isolation.actions.stays import (
    Assigned,
    assign,
    assign_many,
    change_needs,
    follow_order,
    move_stay,
)
from lianfang.isolation.refusals import SiteRefused

__all__ = [
    "Assigned",
    "RoomPlan",
    "SitePlan",
    "SiteRefused",
    "StaffPlan",
    "activate",
    "add_rooms",
    "assign",
    "assign_many",
    "change_needs",
    "change_site",
    "close",
    "end_posting",
    "enter_site",
    "follow_order",
    "hand_waste",
    "inspect",
    "lay_all_rounds",
    "lay_rounds",
    "move_stay",
    "post_staff",
    "record_sample",
    "set_shifts",
    "take_sample",
    "test_staff",
    "tick_round",
    "turn_room",
    "write_report",
]
