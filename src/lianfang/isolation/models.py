"""Isolation sites: rooms and beds, who stays in which, and how each came to be as it is."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from lianfang.orders.models import Order, Stage
from lianfang.people.models import Person
from lianfang.shared.classify import ACCOUNT, CARE, Personal
from lianfang.shared.fields import SealedTextField
from lianfang.shared.models import AppendOnly


class Site(models.Model):
    """A place of centralised isolation 集中隔离点, in use or in reserve."""

    class State(models.TextChoices):
        RESERVE = "reserve", "in reserve"
        ACTIVE = "active", "in use"
        WITHDRAWN = "withdrawn", "no longer a site"

    name = models.CharField(max_length=60, unique=True)
    address = models.CharField(max_length=120, blank=True)
    town = models.CharField(max_length=12, blank=True)
    community = models.CharField(max_length=12, blank=True)
    grid = models.CharField(max_length=24, blank=True)
    contact = models.CharField(max_length=60, blank=True)
    phone = models.BinaryField(null=True)  # encrypted
    kitchen = models.CharField(max_length=60, blank=True)  # who cooks; empty: the site itself
    state = models.CharField(max_length=10, choices=State, default=State.RESERVE)
    state_since = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)  # the last check of zones and passages
    passed = models.BooleanField(default=False)  # that check found nothing
    remark = models.CharField(max_length=120, blank=True)

    PERSONAL = {"contact": ACCOUNT, "phone": ACCOUNT}
    NOT_PERSONAL = (
        "id", "name", "address", "town", "community", "grid", "kitchen", "state", "state_since", "checked_at", "passed",
        "remark",
    )  # fmt: skip
    SEALED = {"phone": "site.phone"}

    class Meta:
        indexes = [
            models.Index(fields=["state", "id"], name="site_state"),
            models.Index(fields=["town", "id"], name="site_town"),
        ]


class SiteMove(AppendOnly):
    """One move of a site, as `core.isolation.SITE_MOVES` names it, with the order behind it."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="moves")
    move = models.CharField(max_length=12)
    document = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    true_at = models.DateTimeField()
    known_at = models.DateTimeField()
    by = models.BigIntegerField()

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = ("id", "site", "move", "document", "reason", "true_at", "known_at", "by")


class SiteCheck(AppendOnly):
    """One inspection of three zones and two passages: each point's answer and who inspected."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="checks")
    answers = models.JSONField()
    faults = models.IntegerField()
    remark = models.CharField(max_length=200, blank=True)
    inspector = models.CharField(max_length=60)
    done_at = models.DateTimeField()
    known_at = models.DateTimeField()
    by = models.BigIntegerField()

    PERSONAL = {"inspector": ACCOUNT}
    NOT_PERSONAL = ("id", "site", "answers", "faults", "remark", "done_at", "known_at", "by")


class Room(models.Model):
    """A room of a site on a floor of a building; its state follows its moves."""

    class State(models.TextChoices):
        FREE = "free", "free"
        OCCUPIED = "occupied", "occupied"
        DIRTY = "dirty", "to be cleaned"
        CLEANING = "cleaning", "being cleaned"
        OUT = "out", "out of use"

    class Use(models.TextChoices):
        RESIDENT = "resident", "for residents"
        STAFF = "staff", "for staff"
        STORE = "store", "for supplies"

    site = models.ForeignKey(Site, models.PROTECT, related_name="rooms")
    building = models.CharField(max_length=20, blank=True)
    floor = models.SmallIntegerField()
    number = models.CharField(max_length=20)
    use = models.CharField(max_length=10, choices=Use, default=Use.RESIDENT)
    state = models.CharField(max_length=10, choices=State, default=State.FREE)
    state_since = models.DateTimeField()
    remark = models.CharField(max_length=80, blank=True)

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = ("id", "site", "building", "floor", "number", "use", "state", "state_since", "remark")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "building", "number"], name="room_once")]
        indexes = [
            models.Index(fields=["site", "building", "floor", "number", "id"], name="room_place"),
            models.Index(
                fields=["site", "building", "floor", "number", "id"],
                name="room_free",
                condition=Q(state="free", use="resident"),
            ),
            models.Index(fields=["state", "state_since", "id"], name="room_state"),
        ]


class RoomMove(AppendOnly):
    """One move of a room, as `core.isolation.ROOM_MOVES` names it."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="moves")
    move = models.CharField(max_length=16)
    reason = models.CharField(max_length=200, blank=True)
    true_at = models.DateTimeField()
    known_at = models.DateTimeField()
    by = models.BigIntegerField()

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = ("id", "room", "move", "reason", "true_at", "known_at", "by")


class Bed(models.Model):
    """A bed of a room; one person one room, so a second one is for a family that stays together."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="beds")
    label = models.CharField(max_length=10)

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = ("id", "room", "label")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "label"], name="bed_once")]


class Stay(models.Model):
    """Somebody in a bed during a centralised stage of an order; open-ended until they leave it.

    `with_family` lifts the rule of one person one room, for the reason given.
    """

    class Ending(models.TextChoices):
        MOVED = "moved", "moved"
        RELEASED = "released", "released"
        LEFT = "left", "left"
        DIED = "died", "died"
        CANCELLED = "cancelled", "cancelled"

    bed = models.ForeignKey(Bed, models.PROTECT, related_name="stays")
    room = models.ForeignKey(Room, models.PROTECT, related_name="stays")
    site = models.ForeignKey(Site, models.PROTECT, related_name="stays")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    order = models.ForeignKey(Order, models.PROTECT, related_name="+")
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="+")
    pinyin = models.CharField(max_length=240)
    period = DateTimeRangeField()
    starts_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=10, choices=Ending, blank=True)
    with_family = models.BooleanField(default=False)
    reason = SealedTextField()
    diet = models.CharField(max_length=12, default="ordinary")
    needs = SealedTextField()
    by = models.BigIntegerField()

    PERSONAL = {"pinyin": CARE, "reason": CARE, "needs": CARE, "diet": CARE}
    NOT_PERSONAL = (
        "id", "bed", "room", "site", "person", "order", "stage", "period", "starts_at", "ended_at", "ended_by",
        "with_family", "by",
    )  # fmt: skip
    SEALED = {"reason": "stay.reason", "needs": "stay.needs"}

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="stay_bed_once",
                expressions=[("bed", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
            ),
            ExclusionConstraint(
                name="stay_nobody_twice",
                expressions=[("person", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
            ),
            ExclusionConstraint(
                name="stay_one_person_one_room",
                expressions=[("room", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=Q(with_family=False),
            ),
        ]
        indexes = [
            models.Index(fields=["site", "pinyin", "id"], name="stay_here", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["starts_at", "id"], name="stay_start"),
            models.Index(fields=["pinyin", "id"], name="stay_pinyin"),
            models.Index(fields=["order"], name="stay_of_order", condition=Q(ended_at__isnull=True)),
        ]  # fmt: skip


from lianfang.isolation.daily_models import (  # noqa: E402 - they point to a site
    EnvironmentSample,
    Posting,
    Round,
    Shift,
    SiteReport,
    StaffTest,
    Waste,
)

__all__ = [
    "Bed",
    "EnvironmentSample",
    "Posting",
    "Room",
    "RoomMove",
    "Round",
    "Shift",
    "Site",
    "SiteCheck",
    "SiteMove",
    "SiteReport",
    "StaffTest",
    "Stay",
    "Waste",
]
