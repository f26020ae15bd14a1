"""What the supervision group asks: drawn telephone checks, and breaches with their follow-up."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from lianfang.orders.models import Order
from lianfang.shared.classify import CARE, Personal
from lianfang.shared.fields import SealedTextField
from lianfang.shared.models import AppendOnly


class CheckDraw(AppendOnly):
    """One day's draw: its seed, its share and who could be drawn, so that anybody can repeat it."""

    day = models.DateField()
    town = models.CharField(max_length=12, blank=True)  # of the drawer's scope; empty for the county
    seed = models.CharField(max_length=64)
    percent = models.SmallIntegerField()
    clause = models.CharField(
        max_length=80, blank=True
    )  # of the value; empty where the drawer gave the share
    pool = ArrayField(models.BigIntegerField())
    drawn = models.IntegerField()
    known_at = models.DateTimeField()
    by = models.BigIntegerField()

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = (
        "id", "day", "town", "seed", "percent", "clause", "pool", "drawn", "known_at", "by",
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "town"], name="draw_once")]


class PhoneCheck(models.Model):
    """Somebody drawn to be telephoned, and what the call found."""

    class Outcome(models.TextChoices):
        AT_HOME = "at_home", "at home and well"
        UNWELL = "unwell", "at home, not well"
        NEEDS = "needs", "at home, needs something"
        NOT_HOME = "not_home", "not at home"
        NO_ANSWER = "no_answer", "no answer"

    draw = models.ForeignKey(CheckDraw, models.PROTECT, related_name="checks")
    order = models.ForeignKey(Order, models.PROTECT, related_name="phone_checks")
    day = models.DateField()
    rank = models.IntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    note = SealedTextField()
    checked_at = models.DateTimeField(null=True)
    by = models.BigIntegerField(null=True)
    need = models.CharField(
        max_length=8, blank=True
    )  # what was asked for, as `core.care.NEED_MOVES` names it
    need_closed_at = models.DateTimeField(null=True)

    PERSONAL = dict.fromkeys(("outcome", "note", "checked_at", "need"), CARE)
    NOT_PERSONAL = ("id", "draw", "order", "day", "rank", "by", "need_closed_at")
    SEALED = {"note": "phonecheck.note"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draw", "order"], name="check_once")]
        indexes = [
            models.Index(fields=["day", "rank", "id"], name="check_day"),
            models.Index(fields=["checked_at", "id"], name="check_need", condition=~Q(need="")),
        ]


class CheckStep(AppendOnly):
    """One step of what somebody asked for on the telephone: what it is, what was done, how it was settled."""

    check_made = models.ForeignKey(PhoneCheck, models.PROTECT, related_name="steps")
    move = models.CharField(max_length=10)
    told = SealedTextField()
    true_at = models.DateTimeField()
    known_at = models.DateTimeField()
    by = models.BigIntegerField()

    PERSONAL = {"told": CARE}
    NOT_PERSONAL = ("id", "check_made", "move", "true_at", "known_at", "by")
    SEALED = {"told": "check.told"}


class Breach(models.Model):
    """Somebody under a measure who did not keep it: the door opened, nobody at home."""

    class Kind(models.TextChoices):
        DOOR = "door", "door opened"
        NOT_HOME = "not_home", "not at home"
        WENT_OUT = "went_out", "went out"
        VISITORS = "visitors", "had visitors"
        OTHER = "other", "something else"

    class Outcome(models.TextChoices):
        RETURNED = "returned", "came back and was warned"
        ALLOWED = "allowed", "had leave or good reason"
        FALSE_ALARM = "false_alarm", "false alarm"
        MOVED = "moved", "moved to a site"
        POLICE = "police", "handed to the police"

    order = models.ForeignKey(Order, models.PROTECT, related_name="breaches")
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=8, default="open")  # as `core.care.BREACH_MOVES` names them
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    happened_at = models.DateTimeField()
    known_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    PERSONAL = dict.fromkeys(("kind", "outcome", "happened_at"), CARE)
    NOT_PERSONAL = ("id", "order", "state", "known_at", "closed_at")

    class Meta:
        indexes = [
            models.Index(fields=["happened_at", "id"], name="breach_happened"),
            models.Index(fields=["happened_at", "id"], name="breach_open", condition=Q(state="open")),
        ]


class BreachStep(AppendOnly):
    """One step of a breach: how it was noticed, what was done, how it ended."""

    breach = models.ForeignKey(Breach, models.PROTECT, related_name="steps")
    move = models.CharField(max_length=10)
    told = SealedTextField()
    true_at = models.DateTimeField()
    known_at = models.DateTimeField()
    by = models.BigIntegerField()

    PERSONAL = {"told": CARE}
    NOT_PERSONAL = ("id", "breach", "move", "true_at", "known_at", "by")
    SEALED = {"told": "breach.told"}
