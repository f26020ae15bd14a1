"""The day of an isolation site: staff and their tests, rounds, waste, samples of rooms, the daily report."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lianfang.shared.classify import ACCOUNT, CARE, Personal
from lianfang.shared.fields import SealedTextField
from lianfang.shared.models import AppendOnly


class Posting(models.Model):
    """A member of a site's staff; with an account, it is what lets that account into the site."""

    class Post(models.TextChoices):
        HEAD = "head", "head of the site"
        NURSE = "nurse", "nurse"
        DOCTOR = "doctor", "doctor"
        POLICE = "police", "police"
        SERVICE = "service", "service"
        CLEANER = "cleaner", "cleaning"

    site = models.ForeignKey("isolation.Site", models.PROTECT, related_name="postings")
    staff_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=60)
    post = models.CharField(max_length=10, choices=Post)
    phone = models.BinaryField(null=True)  # encrypted
    starts_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    tested_at = models.DateTimeField(null=True)  # the last sample
    by = models.BigIntegerField()

    PERSONAL = {"name": ACCOUNT, "phone": ACCOUNT}
    NOT_PERSONAL = ("id", "site", "staff_id", "post", "starts_at", "ended_at", "tested_at", "by")
    SEALED = {"phone": "posting.phone"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "staff_id"],
                condition=Q(ended_at__isnull=True, staff_id__isnull=False),
                name="posting_once",
            )
        ]
        indexes = [
            models.Index(fields=["staff_id"], name="posting_staff", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["name", "id"], name="posting_name"),
        ]


class Shift(models.Model):
    """When somebody posted to a site is on duty; half-open."""

    posting = models.ForeignKey(Posting, models.CASCADE, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = ("id", "posting", "starts_at", "ends_at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["posting", "starts_at"], name="shift_once")]


class StaffTest(AppendOnly):
    """A sample of a member of a site's staff and what it came to."""

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="tests")
    sampled_at = models.DateTimeField()
    result = models.CharField(max_length=12, blank=True)  # empty while the laboratory has it
    known_at = models.DateTimeField()
    by = models.BigIntegerField()

    PERSONAL = {"sampled_at": ACCOUNT, "result": ACCOUNT}
    NOT_PERSONAL = ("id", "posting", "known_at", "by")


class Round(models.Model):
    """One round of a site's day: a patrol, a measurement, a disinfection or the report; ticked once."""

    class Kind(models.TextChoices):
        PATROL = "patrol", "patrol"
        MEASURE = "measure", "measurement"
        DISINFECT = "disinfect", "disinfection"
        REPORT = "report", "daily report"

    site = models.ForeignKey("isolation.Site", models.PROTECT, related_name="rounds")
    day = models.DateField()
    kind = models.CharField(max_length=10, choices=Kind)
    seq = models.SmallIntegerField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.BigIntegerField(null=True)
    done_name = models.CharField(max_length=60, blank=True)
    note = SealedTextField()

    PERSONAL = {"done_name": ACCOUNT, "note": CARE}
    NOT_PERSONAL = ("id", "site", "day", "kind", "seq", "opens_at", "closes_at", "done_at", "done_by")
    SEALED = {"note": "round.note"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "day", "kind", "seq"], name="round_once")]
        indexes = [
            models.Index(fields=["opens_at", "id"], name="round_opens"),
            models.Index(fields=["closes_at", "id"], name="round_waits", condition=Q(done_at__isnull=True)),
        ]


class Waste(AppendOnly):
    """Medical waste handed on: bags, weight in grams, who gave and who took it."""

    site = models.ForeignKey("isolation.Site", models.PROTECT, related_name="waste")
    handed_at = models.DateTimeField()
    bags = models.IntegerField()
    grams = models.IntegerField()
    given_by = models.CharField(max_length=60)
    taken_by = models.CharField(max_length=60)
    firm = models.CharField(max_length=80, blank=True)
    known_at = models.DateTimeField()
    by = models.BigIntegerField()

    PERSONAL = {"given_by": ACCOUNT, "taken_by": ACCOUNT}
    NOT_PERSONAL = ("id", "site", "handed_at", "bags", "grams", "firm", "known_at", "by")

    class Meta:
        indexes = [models.Index(fields=["handed_at", "id"], name="waste_at")]


class EnvironmentSample(models.Model):
    """A sample of things and surfaces of a room, or of a place of the site, and what it came to."""

    class Result(models.TextChoices):
        PENDING = "pending", "with the laboratory"
        NEGATIVE = "negative", "negative"
        POSITIVE = "positive", "positive"

    site = models.ForeignKey("isolation.Site", models.PROTECT, related_name="samples")
    room = models.ForeignKey("isolation.Room", models.PROTECT, null=True, related_name="samples")
    spot = models.CharField(max_length=80, blank=True)
    taken_at = models.DateTimeField()
    taken_by = models.BigIntegerField()
    result = models.CharField(max_length=10, choices=Result, default=Result.PENDING)
    result_at = models.DateTimeField(null=True)
    result_by = models.BigIntegerField(null=True)

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = ("id", "site", "room", "spot", "taken_at", "taken_by", "result", "result_at", "result_by")

    class Meta:
        indexes = [
            models.Index(fields=["room", "taken_at"], name="sample_room"),
            models.Index(fields=["taken_at", "id"], name="sample_at"),
        ]


class SiteReport(AppendOnly):
    """The daily report of a site as it was written; a later one of the same day stands beside it."""

    site = models.ForeignKey("isolation.Site", models.PROTECT, related_name="reports")
    day = models.DateField()
    facts = models.JSONField()  # the counts it states
    remark = SealedTextField()
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()
    made_name = models.CharField(max_length=60)

    PERSONAL = {"remark": CARE, "made_name": ACCOUNT}
    NOT_PERSONAL = ("id", "site", "day", "facts", "made_at", "made_by")
    SEALED = {"remark": "site_report.remark"}

    class Meta:
        indexes = [models.Index(fields=["site", "-day", "-id"], name="site_report_day")]
