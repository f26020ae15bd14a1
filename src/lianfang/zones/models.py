"""Zones with the households inside: order, places, rounds, service to the door; and who was in a risk area."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from lianfang.events.models import Event
from lianfang.leads.models import Lead
from lianfang.risk.models import Grade, RiskNotice, RiskSpell
from lianfang.shared.classify import CARE, FIND, Personal
from lianfang.shared.fields import SealedTextField
from lianfang.shared.models import AppendOnly


class Zone(models.Model):
    """A zone drawn by an order: 封控区, 管控区, 防范区, under the ninth edition a high, medium or low-risk area."""

    class State(models.TextChoices):
        RUNNING = "running", "running"
        LIFTED = "lifted", "lifted"

    name = models.CharField(max_length=80)
    event = models.ForeignKey(Event, models.PROTECT, related_name="zones")
    kind = models.CharField(max_length=10, choices=Grade)
    drawn_as = models.CharField(max_length=10, choices=Grade)  # the kind it began with
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    number = models.CharField(max_length=60, unique=True)  # of the order that drew it
    issuer = models.CharField(max_length=80)
    text = models.TextField(blank=True)  # of the notice
    edition = models.CharField(max_length=40)
    households = models.IntegerField(default=0)  # as counted by the grid
    people = models.IntegerField(default=0)
    starts_at = models.DateTimeField()
    last_new_at = models.DateTimeField()  # the last new infection, from which the days count
    contacts_left_at = models.DateTimeField(null=True)
    contacts_document = models.CharField(max_length=80, blank=True)
    ends_at = models.DateTimeField(null=True)
    opened_by = models.BigIntegerField()
    known_at = models.DateTimeField()

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = (
        "id", "name", "event", "kind", "drawn_as", "state", "number", "issuer", "text", "edition", "households",
        "people", "starts_at", "last_new_at", "contacts_left_at", "contacts_document", "ends_at", "opened_by",
        "known_at",
    )  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["starts_at", "id"], name="zone_start"),
            models.Index(fields=["last_new_at", "id"], name="zone_last_new"),
            models.Index(fields=["name", "id"], name="zone_name"),
        ]


class ZoneArea(models.Model):
    """One place inside a zone: a town, a village or community, a grid, or a compound and house of it."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="areas")
    place = ArrayField(models.CharField(max_length=80))  # the slots of `core.risk.parts`
    name = models.CharField(max_length=240)
    town = models.CharField(max_length=12, blank=True)
    community = models.CharField(max_length=12, blank=True)
    grid = models.CharField(max_length=24, blank=True)
    compound = models.CharField(max_length=80, blank=True)
    building = models.CharField(max_length=20, blank=True)

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = ("id", "zone", "place", "name", "town", "community", "grid", "compound", "building")

    class Meta:
        indexes = [models.Index(fields=["town", "community", "grid"], name="zone_area_codes")]


class ZoneMove(AppendOnly):
    """One move of a zone: opened, restarted by a new case, lowered, raised, lifted; who, why, when."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="moves")
    move = models.CharField(max_length=12)
    kind = models.CharField(max_length=10, blank=True)  # the kind from then on
    reason = SealedTextField()
    document = models.CharField(max_length=80, blank=True)
    true_at = models.DateTimeField()
    known_at = models.DateTimeField()
    by = models.BigIntegerField()

    PERSONAL = {"reason": CARE}
    NOT_PERSONAL = ("id", "zone", "move", "kind", "document", "true_at", "known_at", "by")
    SEALED = {"reason": "zone.reason"}


class ZoneRound(models.Model):
    """A round of tests of everybody in a zone on one day."""

    class State(models.TextChoices):
        PLANNED = "planned", "planned"
        DONE = "done", "done"
        DROPPED = "dropped", "dropped"

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="rounds")
    on = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)
    expected = models.IntegerField(default=0)
    sampled = models.IntegerField(default=0)
    tested = models.IntegerField(default=0)
    positive = models.IntegerField(default=0)
    planned_by_rule = models.BooleanField(default=True)
    counted_at = models.DateTimeField(null=True)

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = (
        "id", "zone", "on", "state", "expected", "sampled", "tested", "positive", "planned_by_rule", "counted_at",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "on"], condition=~Q(state="dropped"), name="round_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(positive__lte=models.F("tested")) & Q(tested__lte=models.F("sampled")),
                name="round_counts_fit",
            ),
        ]
        indexes = [models.Index(fields=["on", "id"], name="round_day", condition=Q(state="planned"))]


class RoundCount(AppendOnly):
    """Counts of a round as they were entered, one after the other; the round holds the last."""

    round = models.ForeignKey(ZoneRound, models.PROTECT, related_name="counts")
    expected = models.IntegerField()
    sampled = models.IntegerField()
    tested = models.IntegerField()
    positive = models.IntegerField()
    known_at = models.DateTimeField()
    by = models.BigIntegerField()

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = ("id", "round", "expected", "sampled", "tested", "positive", "known_at", "by")


class ZoneNeed(models.Model):
    """Something a household in a zone needs at its door: asked, taken on, delivered or turned down."""

    class Kind(models.TextChoices):
        MEDICINE = "medicine", "medicine"
        FOOD = "food", "food"
        DIALYSIS = "dialysis", "dialysis"
        CARE = "care", "care of a patient"
        BABY = "baby", "for a small child"
        OTHER = "other", "other"

    class State(models.TextChoices):
        ASKED = "asked", "asked"
        TAKEN = "taken", "taken on"
        DONE = "done", "done"
        DROPPED = "dropped", "not needed any more"

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="needs")
    kind = models.CharField(max_length=10, choices=Kind)
    what = SealedTextField()
    door = SealedTextField()  # house, room, name and phone, as the courier needs them
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    town = models.CharField(max_length=12, blank=True)
    community = models.CharField(max_length=12, blank=True)
    grid = models.CharField(max_length=24, blank=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    asked_by = models.BigIntegerField()
    taken_by = models.BigIntegerField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.BigIntegerField(null=True)

    PERSONAL = {"what": CARE, "door": CARE}
    NOT_PERSONAL = (
        "id", "zone", "kind", "state", "town", "community", "grid", "asked_at", "due_at", "asked_by", "taken_by",
        "done_at", "done_by",
    )  # fmt: skip
    SEALED = {"what": "zone.need", "door": "zone.door"}

    class Meta:
        indexes = [
            models.Index(fields=["due_at", "id"], name="need_due"),
            models.Index(
                fields=["due_at", "id"], name="need_open", condition=Q(state__in=("asked", "taken")),
                include=["town", "community", "grid"],
            ),
        ]  # fmt: skip


class Exposure(models.Model):
    """A person on a list who was in a risk area and has no order: to be controlled, or to be asked about.

    `spell` is the level that concerns the person, `how` whether there, within the look-back or the tail. A newer
    matching makes what waits obsolete and writes it anew; what somebody settled stays.
    """

    class Kind(models.TextChoices):
        CONTROL = "control", "to be controlled"
        ASK = "ask", "to be asked"
        LIVES = "lives", "lives inside"

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        ORDERED = "ordered", "ordered"
        DISMISSED = "dismissed", "dismissed"
        OBSOLETE = "obsolete", "obsolete"

    notice = models.ForeignKey(RiskNotice, models.PROTECT, null=True, related_name="+", db_index=False)
    spell = models.ForeignKey(RiskSpell, models.PROTECT, related_name="exposures")
    lead = models.ForeignKey(Lead, models.PROTECT, related_name="exposures")
    kind = models.CharField(max_length=8, choices=Kind)
    how = models.CharField(max_length=10)
    level = models.CharField(max_length=10)
    measure = models.CharField(max_length=12, blank=True)
    anchor = models.DateTimeField()  # from when the days count
    until = models.DateTimeField(null=True)  # the end of what the rule asks for
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    town = models.CharField(max_length=12, blank=True)
    community = models.CharField(max_length=12, blank=True)
    grid = models.CharField(max_length=24, blank=True)
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.BigIntegerField(null=True)
    reason = SealedTextField()  # why it was dismissed

    PERSONAL = {"reason": FIND, "anchor": FIND, "until": FIND}
    NOT_PERSONAL = (
        "id", "notice", "spell", "lead", "kind", "how", "level", "measure", "state", "town", "community", "grid",
        "found_at", "settled_at", "settled_by",
    )  # fmt: skip
    SEALED = {"reason": "zone.exposure"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lead"], condition=Q(state="waiting"), name="exposure_one_waiting"
            )
        ]
        indexes = [
            models.Index(fields=["found_at", "id"], name="exposure_found"),
            models.Index(fields=["anchor", "id"], name="exposure_anchor"),
            models.Index(
                fields=["found_at", "id"], name="exposure_waiting", condition=Q(state="waiting"),
                include=["town", "community", "grid"],
            ),
        ]  # fmt: skip
