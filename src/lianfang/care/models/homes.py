"""The look at a home before isolation there, and what becomes of those who live in it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from lianfang.leads.models import Lead
from lianfang.shared.classify import CARE
from lianfang.shared.fields import SealedTextField
from lianfang.shared.models import AppendOnly


class HomeCheck(AppendOnly):
    """What was found at a home, against what the value in force asked for; a later look takes its place."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="home_checks")
    found = ArrayField(models.CharField(max_length=16))
    must = ArrayField(models.CharField(max_length=16))  # what the value asked for then
    better = ArrayField(models.CharField(max_length=16))
    clause = models.CharField(max_length=80)
    fit = models.BooleanField()
    note = SealedTextField()
    true_at = models.DateTimeField()
    known_at = models.DateTimeField()
    by = models.BigIntegerField()

    PERSONAL = dict.fromkeys(("found", "fit", "note"), CARE)
    NOT_PERSONAL = ("id", "lead", "must", "better", "clause", "true_at", "known_at", "by")
    SEALED = {"note": "homecheck.note"}

    class Meta:
        indexes = [models.Index(fields=["true_at", "id"], name="home_check_when")]


class HomeMember(models.Model):
    """Somebody living together with the person: joins the measure, or moves out before it begins."""

    class Choice(models.TextChoices):
        JOINS = "joins", "joins the measure"
        MOVES_OUT = "moves_out", "moves out"

    check_made = models.ForeignKey(HomeCheck, models.PROTECT, related_name="members")
    name = SealedTextField()
    number = SealedTextField()  # identity number
    phone = SealedTextField()
    choice = models.CharField(max_length=10, choices=Choice)
    to_place = SealedTextField()  # where one moves out to
    done_at = models.DateTimeField(null=True)  # moved out, or has a lead of their own
    lead = models.ForeignKey(Lead, models.PROTECT, null=True, related_name="+")

    PERSONAL = dict.fromkeys(("name", "number", "phone", "choice", "to_place"), CARE)
    NOT_PERSONAL = ("id", "check_made", "done_at", "lead")
    SEALED = {
        "name": "homemember.name",
        "number": "homemember.number",
        "phone": "homemember.phone",
        "to_place": "homemember.to_place",
    }
