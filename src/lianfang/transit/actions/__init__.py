"""Writes of point to point: journeys, the register, samples and results, waiting, rides and receipts."""

from lianfang.transit.actions.journeys import JourneyPlan, arrive, call_off, expect
from lianfang.transit.actions.registering import Traveller, register
from lianfang.transit.actions.rides import VehiclePlan, add_vehicle, board, depart, open_ride, receive
from lianfang.transit.actions.testing import go_on, record_results, sample, to_hospital
from lianfang.transit.actions.waiting import PlacePlan, add_place, give_out, seat

__all__ = [
    "JourneyPlan",
    "PlacePlan",
    "Traveller",
    "VehiclePlan",
    "add_place",
    "add_vehicle",
    "arrive",
    "board",
    "call_off",
    "depart",
    "expect",
    "give_out",
    "go_on",
    "open_ride",
    "receive",
    "record_results",
    "register",
    "sample",
    "seat",
    "to_hospital",
]
