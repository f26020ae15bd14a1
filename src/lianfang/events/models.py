"""The outbreak or alert that lists, leads and orders belong to 疫情事件."""

from __future__ import annotations

from django.db import models

from lianfang.shared.classify import Personal


class Event(models.Model):
    """One outbreak or alert, from the day it was opened to the day its data must die."""

    class Kind(models.TextChoices):
        OUTBREAK = "outbreak", "outbreak"
        ALERT = "alert", "alert"
        ROUTINE = "routine", "routine"

    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    is_default = models.BooleanField(default=False)

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = ("id", "name", "kind", "opened_at", "closed_at", "is_default")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="event_one_default"
            )
        ]

    def __str__(self) -> str:
        return self.name
