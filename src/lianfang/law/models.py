"""Local orders: the text as it is drafted, what became of it, and who signed it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lianfang.shared.classify import Personal
from lianfang.shared.models import AppendOnly


class LocalOrder(models.Model):
    """One order of the county or of those above it, kept as text in the format of the policy files.

    `edition`, `title`, `document` and `begins_at` are read from the text, empty where it cannot be read yet; `sound`
    says whether it stood beside the law when it was last saved. `effective_at` is its hour, never before the second
    signature; `proposed_at` is when running orders were looked at for it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "draft"
        HALF = "half", "half"
        SIGNED = "signed", "signed"
        WITHDRAWN = "withdrawn", "withdrawn"

    edition = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=200, blank=True)
    document = models.CharField(max_length=80, blank=True)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    sound = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    begins_at = models.DateTimeField(null=True)
    effective_at = models.DateTimeField(null=True)
    drafted_at = models.DateTimeField()
    drafted_by = models.BigIntegerField()
    edited_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True)

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = (
        "id", "edition", "title", "document", "text", "digest", "sound", "state", "begins_at", "effective_at",
        "drafted_at", "drafted_by", "edited_at", "proposed_at",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="signed", effective_at__isnull=False) | ~Q(state="signed"),
                name="local_order_has_its_hour",
            ),
        ]
        indexes = [
            models.Index(fields=["edited_at", "id"], name="local_order_edited"),
            models.Index(fields=["state", "effective_at"], name="local_order_state"),
        ]


class LocalOrderMove(AppendOnly):
    """One move of a local order, as `core.moves.LAW_MOVES` names it, with the text of that moment and its digest."""

    order = models.ForeignKey(LocalOrder, models.PROTECT, related_name="moves")
    move = models.CharField(max_length=12)
    text = models.TextField(blank=True)  # where it was written or changed
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=200, blank=True)  # why an order, which names nobody, is withdrawn
    at = models.DateTimeField()
    by = models.BigIntegerField()

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = ("id", "order", "move", "text", "digest", "reason", "at", "by")

    class Meta:
        indexes = [models.Index(fields=["move", "id"], name="local_order_move")]
