"""Point to point: trains and coaches expected, who came with them, where they wait, who drives them where."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lianfang.intake.models import Batch
from lianfang.isolation.models import Site
from lianfang.leads.models import Lead
from lianfang.people.models import Person
from lianfang.shared.classify import ACCOUNT, CARE, Personal
from lianfang.shared.fields import SealedTextField
from lianfang.shared.models import AppendOnly


class Journey(models.Model):
    """A train, coach or flight that brings people, or a drive of a task force that fetches them."""

    class Kind(models.TextChoices):
        TRAIN = "train", "train"
        COACH = "coach", "coach"
        FLIGHT = "flight", "flight"
        CAR = "car", "car"

    class State(models.TextChoices):
        EXPECTED = "expected", "expected"
        ARRIVED = "arrived", "arrived"
        CANCELLED = "cancelled", "cancelled"

    class Way(models.TextChoices):
        STATION = "station", "sampled at the station, driven after the result"
        FETCHED = "fetched", "fetched by a task force"

    kind = models.CharField(max_length=8, choices=Kind)
    number = models.CharField(max_length=20)
    from_place = models.CharField(max_length=60, blank=True)
    station = models.CharField(max_length=40)
    town = models.CharField(max_length=12, blank=True)  # whose station it is
    way = models.CharField(max_length=8, choices=Way, default=Way.STATION)
    force = models.CharField(max_length=60, blank=True)  # the task force that fetches
    expected_at = models.DateTimeField()
    people = models.IntegerField(default=0)  # expected
    state = models.CharField(max_length=10, choices=State, default=State.EXPECTED)
    arrived_at = models.DateTimeField(null=True)
    # The list of its register, received with the first who is entered.
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="+", db_index=False)
    by = models.BigIntegerField()

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = (
        "id", "kind", "number", "from_place", "station", "town", "way", "force", "expected_at", "people", "state",
        "arrived_at", "batch", "by",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number", "station", "expected_at"], name="journey_once")
        ]
        indexes = [models.Index(fields=["expected_at", "id"], name="journey_expected")]


class WaitingPlace(models.Model):
    """A tent or hall where people wait for their result, with how many it holds and whether it is heated."""

    station = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    town = models.CharField(max_length=12, blank=True)
    holds = models.IntegerField()
    heated = models.BooleanField(default=False)

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = ("id", "station", "name", "town", "holds", "heated")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["station", "name"], name="waiting_place_once")]


class Comfort(AppendOnly):
    """What was given out at a waiting place: meals, hot drinks, quilts, heaters that ran."""

    place = models.ForeignKey(WaitingPlace, models.PROTECT, related_name="comforts")
    given_at = models.DateTimeField()
    meals = models.IntegerField(default=0)
    drinks = models.IntegerField(default=0)
    quilts = models.IntegerField(default=0)
    heaters = models.IntegerField(default=0)
    by = models.BigIntegerField()

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = ("id", "place", "given_at", "meals", "drinks", "quilts", "heaters", "by")


class Vehicle(models.Model):
    """A vehicle with its driver."""

    plate = models.CharField(max_length=12, unique=True)
    seats = models.IntegerField()
    driver = models.CharField(max_length=60)
    phone = models.BinaryField(null=True)  # encrypted
    in_use = models.BooleanField(default=True)

    PERSONAL = {"driver": ACCOUNT, "phone": ACCOUNT}
    NOT_PERSONAL = ("id", "plate", "seats", "in_use")
    SEALED = {"phone": "vehicle.phone"}


class Ride(models.Model):
    """One drive of a vehicle to a site or a village, handed over at both ends: who gave, who took."""

    class State(models.TextChoices):
        LOADING = "loading", "loading"
        UNDERWAY = "underway", "under way"
        RECEIVED = "received", "received"

    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="rides")
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="+")
    town = models.CharField(max_length=12, blank=True)
    community = models.CharField(max_length=12, blank=True)
    grid = models.CharField(max_length=24, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.LOADING)
    opened_at = models.DateTimeField()
    departed_at = models.DateTimeField(null=True)
    given_by = models.CharField(max_length=60, blank=True)
    sent = models.IntegerField(default=0)
    received_at = models.DateTimeField(null=True)
    taken_by = models.CharField(max_length=60, blank=True)
    taken_id = models.BigIntegerField(null=True)
    received = models.IntegerField(default=0)
    by = models.BigIntegerField()

    PERSONAL = {"given_by": ACCOUNT, "taken_by": ACCOUNT}
    NOT_PERSONAL = (
        "id", "vehicle", "site", "town", "community", "grid", "state", "opened_at", "departed_at", "sent", "received_at",
        "taken_id", "received", "by",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vehicle"], condition=~Q(state="received"), name="ride_one_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["opened_at", "id"], name="ride_opened")]


class Arrival(models.Model):
    """Somebody who came with a journey, from the register at the station to the receipt at the door."""

    class State(models.TextChoices):
        REGISTERED = "registered", "registered"
        SAMPLED = "sampled", "sampled, waits for the result"
        CLEARED = "cleared", "negative, waits for a vehicle"
        POSITIVE = "positive", "positive, to hospital"
        UNDERWAY = "underway", "under way"
        RECEIVED = "received", "handed over at the door"
        HOSPITAL = "hospital", "in hospital"
        LEFT = "left", "gone on without us"

    journey = models.ForeignKey(Journey, models.PROTECT, related_name="arrivals")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    lead = models.ForeignKey(Lead, models.PROTECT, related_name="+")
    pinyin = models.CharField(max_length=240)
    state = models.CharField(max_length=12, choices=State, default=State.REGISTERED)
    state_since = models.DateTimeField()
    registered_at = models.DateTimeField()
    sampled_at = models.DateTimeField(null=True)
    result_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    place = models.ForeignKey(WaitingPlace, models.PROTECT, null=True, related_name="people")
    ride = models.ForeignKey(Ride, models.PROTECT, null=True, related_name="people")
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="+")  # bound for
    town = models.CharField(max_length=12, blank=True)
    community = models.CharField(max_length=12, blank=True)
    grid = models.CharField(max_length=24, blank=True)
    note = SealedTextField()
    by = models.BigIntegerField()

    PERSONAL = {"pinyin": CARE, "note": CARE}
    NOT_PERSONAL = (
        "id", "journey", "person", "lead", "state", "state_since", "registered_at", "sampled_at", "result_at", "ended_at",
        "place", "ride", "site", "town", "community", "grid", "by",
    )  # fmt: skip
    SEALED = {"note": "arrival.note"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["journey", "person"], name="arrival_once")]
        indexes = [
            models.Index(fields=["registered_at", "id"], name="arrival_registered"),
            models.Index(fields=["pinyin", "id"], name="arrival_pinyin"),
            models.Index(
                fields=["registered_at", "id"], name="arrival_live", condition=Q(ended_at__isnull=True)
            ),
        ]


class ArrivalMove(AppendOnly):
    """One move of somebody on the way, as `core.transit.ARRIVAL_MOVES` names it."""

    arrival = models.ForeignKey(Arrival, models.PROTECT, related_name="moves")
    move = models.CharField(max_length=12)
    true_at = models.DateTimeField()
    known_at = models.DateTimeField()
    by = models.BigIntegerField()

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = ("id", "arrival", "move", "true_at", "known_at", "by")
