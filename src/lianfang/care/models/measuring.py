"""Temperatures and symptoms of people under a measure, and the way to hospital that they open."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from lianfang.orders.models import Order
from lianfang.shared.classify import CARE
from lianfang.shared.fields import SealedTextField
from lianfang.shared.models import AppendOnly


class Measurement(models.Model):
    """A temperature with symptoms in one part of a day, in versions of what we knew."""

    class Source(models.TextChoices):
        PERSON = "person", "by the person"
        RESPONSIBLE = "responsible", "by the responsible"
        TELEPHONE = "telephone", "by telephone"
        SITE = "site", "at the site"

    order = models.ForeignKey(Order, models.PROTECT, related_name="measurements", db_index=False)
    day = models.DateField()
    slot = models.SmallIntegerField()  # the part of the day, from 1
    temperature = models.DecimalField(max_digits=3, decimal_places=1)  # degrees Celsius
    symptoms = ArrayField(models.CharField(max_length=12), default=list)
    alarm = models.CharField(max_length=10, blank=True)  # fever, symptoms, or nothing
    source = models.CharField(max_length=12, choices=Source)
    taken_at = models.DateTimeField()
    note = SealedTextField()
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True)
    by = models.BigIntegerField()

    PERSONAL = dict.fromkeys(("temperature", "symptoms", "alarm", "taken_at", "note"), CARE)
    NOT_PERSONAL = ("id", "order", "day", "slot", "source", "known_from", "known_to", "by")
    SEALED = {"note": "measurement.note"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order", "day", "slot"], condition=Q(known_to__isnull=True), name="measurement_once"
            )
        ]
        indexes = [
            models.Index(fields=["order", "day"], name="measurement_order"),
            models.Index(fields=["day", "taken_at"], name="measurement_day"),
        ]


class Transfer(models.Model):
    """Somebody under a measure who must be brought to hospital in a closed loop: one open at a time."""

    class Cause(models.TextChoices):
        FEVER = "fever", "fever"
        SYMPTOMS = "symptoms", "symptoms"
        POSITIVE = "positive", "positive test"

    order = models.ForeignKey(Order, models.PROTECT, related_name="transfers")
    cause = models.CharField(max_length=10, choices=Cause)
    measurement = models.ForeignKey(Measurement, models.PROTECT, null=True, related_name="+", db_index=False)
    state = models.CharField(max_length=8, default="open")  # as `core.care.TRANSFER_MOVES` names them
    opened_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    reached_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    PERSONAL = {"cause": CARE}
    NOT_PERSONAL = ("id", "order", "measurement", "state", "opened_at", "sent_at", "reached_at", "closed_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order"], condition=~Q(state="closed"), name="transfer_one_open")
        ]
        indexes = [models.Index(fields=["state", "opened_at", "id"], name="transfer_state")]


class TransferStep(AppendOnly):
    """One step of a transfer: the vehicle, the hospital, the result."""

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="steps")
    move = models.CharField(max_length=10)
    told = SealedTextField()
    true_at = models.DateTimeField()
    known_at = models.DateTimeField()
    by = models.BigIntegerField()

    PERSONAL = {"told": CARE}
    NOT_PERSONAL = ("id", "transfer", "move", "true_at", "known_at", "by")
    SEALED = {"told": "transfer.told"}
