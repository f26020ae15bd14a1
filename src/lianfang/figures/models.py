"""Signed reports: the cut, each count and a digest of its members."""

from __future__ import annotations

from django.db import models

from lianfang.shared.classify import Personal
from lianfang.shared.models import AppendOnly


class Report(AppendOnly):
    """A report as it was signed: true at the cut, as known at the moment of signing."""

    kind = models.CharField(max_length=20)
    day = models.DateField()
    cut_at = models.DateTimeField()
    known_at = models.DateTimeField()
    signed_by = models.BigIntegerField()
    signed_name = models.CharField(max_length=60)
    text = models.TextField()
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="superseded_by")

    PERSONAL = {"signed_name": Personal("know who signed", 3650)}
    NOT_PERSONAL = ("id", "kind", "day", "cut_at", "known_at", "signed_by", "text", "supersedes")

    class Meta:
        indexes = [models.Index(fields=["kind", "day", "id"], name="report_day")]


class ReportFigure(AppendOnly):
    """One figure of a signed report: its count and the SHA-256 of its sorted member ids."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="figures")
    path = models.CharField(max_length=120)
    count = models.BigIntegerField()
    digest = models.CharField(max_length=64)

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = ("id", "report", "path", "count", "digest")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "path"], name="report_figure_once")]
