"""The link by which a person reports without signing in, and the count of who asks in public."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lianfang.orders.models import Order
from lianfang.shared.classify import CARE
from lianfang.shared.fields import SealedTextField


class CareLink(models.Model):
    """A link of one order; it answers nothing about the person and ends when it is revoked or the order ends."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="care_links")
    token = SealedTextField()
    token_index = models.BinaryField(unique=True)
    made_at = models.DateTimeField()
    by = models.BigIntegerField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.BigIntegerField(null=True)

    PERSONAL = {"token": CARE}
    NOT_PERSONAL = ("id", "order", "token_index", "made_at", "by", "revoked_at", "revoked_by")
    SEALED = {"token": "carelink.token"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(revoked_at__isnull=True), name="care_link_one"
            )
        ]


class Knock(models.Model):
    """How often one machine asked a public page in one minute; kept for an hour."""

    who_index = models.BinaryField()  # keyed digest of the machine's address
    minute = models.DateTimeField()
    count = models.IntegerField(default=1)

    PERSONAL = {"who_index": CARE}
    NOT_PERSONAL = ("id", "minute", "count")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["who_index", "minute"], name="knock_once")]
        indexes = [models.Index(fields=["minute"], name="knock_minute")]
