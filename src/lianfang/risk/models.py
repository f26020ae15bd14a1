"""Risk areas: the levels of places in their time, in versions of what we knew, with the notice behind each."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import Func, Q

from lianfang.core.risk import grades
from lianfang.shared.classify import ACCOUNT, FIND, Personal
from lianfang.shared.fields import SealedTextField
from lianfang.shared.models import StoredFile


class Grade(models.TextChoices):
    """The grades of the editions: high, medium and low, and the three zones of 2021 and 2022 (rules §1.7)."""

    HIGH = grades.HIGH, "high risk"
    MEDIUM = grades.MEDIUM, "medium risk"
    LOW = grades.LOW, "low risk"
    UNGRADED = grades.UNGRADED, "cases, not graded"
    LOCKDOWN = grades.LOCKDOWN, "locked down"
    CONTROL = grades.CONTROL, "under control"
    PRECAUTION = grades.PRECAUTION, "under precaution"


class RiskNotice(models.Model):
    """A publication of risk areas: a sheet that came in, one area typed, or a zone's own order."""

    class Kind(models.TextChoices):
        SHEET = "sheet", "sheet"
        TYPED = "typed", "typed"
        ZONE = "zone", "zone"

    kind = models.CharField(max_length=6, choices=Kind)
    source = models.CharField(max_length=80)  # who published it
    document = models.CharField(max_length=120, blank=True)
    published_at = models.DateTimeField()  # true at
    known_at = models.DateTimeField()
    by = models.BigIntegerField()
    whole = models.BooleanField(default=False)  # names every area of its source: what it leaves out has ended
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    filename = models.CharField(max_length=255, blank=True)
    sha256 = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001  (only a sheet has one)
    rows = models.IntegerField(default=0)
    changed = models.IntegerField(default=0)  # areas whose level changed
    unchanged = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    places = ArrayField(models.CharField(max_length=320), default=list)  # the keys of those it changed

    PERSONAL = {"filename": Personal("tell one received file from another", ACCOUNT.days)}
    NOT_PERSONAL = (
        "id", "kind", "source", "document", "published_at", "known_at", "by", "whole", "file", "sha256", "rows",
        "changed", "unchanged", "refused", "places",
    )  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["published_at", "id"], name="risk_notice_published")]


class RiskSpell(models.Model):
    """A place at one grade, [starts, ends), as held true from `known_from` to `known_to`.

    `place` has the slots of `core.risk.parts`, the codes of province, city and county first. A change or a
    correction closes a version and writes the next, so that what was shown on any day can be read again.
    """

    place = ArrayField(models.CharField(max_length=80))
    key = models.CharField(max_length=320, db_collation="C")  # the slots in one, by which a place is found
    county = models.CharField(max_length=6)
    town = models.CharField(max_length=12, blank=True)  # our own town's code, else empty
    community = models.CharField(max_length=12, blank=True)
    grain = models.CharField(max_length=10)
    name = models.CharField(max_length=240, db_collation="C")  # in full, from the province down
    grade = models.CharField(max_length=10, choices=Grade)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    notice = models.ForeignKey(RiskNotice, models.PROTECT, related_name="spells")
    ended_by = models.ForeignKey(RiskNotice, models.PROTECT, null=True, related_name="ended")
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True)
    by = models.BigIntegerField()

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = (
        "id", "place", "key", "county", "town", "community", "grain", "name", "grade", "starts_at", "ends_at", "notice",
        "ended_by", "known_from", "known_to", "by",
    )  # fmt: skip

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="risk_one_grade_at_a_time",
                expressions=[
                    ("key", RangeOperators.EQUAL),
                    (Func("starts_at", "ends_at", function="tstzrange"), RangeOperators.OVERLAPS),
                ],
                condition=Q(known_to__isnull=True),
            )
        ]
        indexes = [
            models.Index(fields=["starts_at", "id"], name="risk_start", condition=Q(known_to__isnull=True)),
            models.Index(fields=["name", "id"], name="risk_name", condition=Q(known_to__isnull=True)),
            models.Index(fields=["county", "id"], name="risk_county"),
        ]


class RefusedLine(models.Model):
    """A line of a sheet that could not be used: as received, with every reason, until somebody settles it."""

    notice = models.ForeignKey(RiskNotice, models.PROTECT, related_name="refused_lines")
    sheet = models.CharField(max_length=60, blank=True)
    row = models.IntegerField()
    cells = SealedTextField()  # whatever was in the sheet, one cell after the other
    reasons = ArrayField(models.CharField(max_length=30))
    settled_at = models.DateTimeField(null=True)
    settled_by = models.BigIntegerField(null=True)

    PERSONAL = {"cells": FIND}
    NOT_PERSONAL = ("id", "notice", "sheet", "row", "reasons", "settled_at", "settled_by")
    SEALED = {"cells": "risk.line"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "sheet", "row"], name="risk_line_once")]
