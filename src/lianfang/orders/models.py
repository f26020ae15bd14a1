"""Orders: a measure over a person, its stages, tests, responsible people and moves."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.functions import NullIf

from lianfang.events.models import Event
from lianfang.law.models import LocalOrder
from lianfang.leads.models import Lead
from lianfang.people.models import Person
from lianfang.shared.characters import characters_of
from lianfang.shared.classify import ACCOUNT, CARE, Personal
from lianfang.shared.fields import SealedTextField
from lianfang.shared.models import AppendOnly
from lianfang.shared.roles import Permission


class Place(models.TextChoices):
    """Where a stage is spent (rules §3.2: isolation at home forbids going out, monitoring does not)."""

    CENTRALISED = "centralised", "centralised isolation"
    HOME = "home", "home isolation"
    MONITORING = "monitoring", "home health monitoring"
    SELF = "self", "self-monitoring"


# What filters ask of orders, of any characters and of days.
TEXTS = ("address", "from_place")
ASKED = ("town", "state", "left_on", "arrived_on", "ended_at", "issued_at")
# What a decision rests on: large, and shown by no list.
GROUNDS = ("rules", "facts", "reasons")


class Order(models.Model):
    """A measure decided for one person under one edition, with its reasons."""

    class State(models.TextChoices):
        RUNNING = "running", "running"
        RELEASED = "released", "released"
        LEFT = "left", "left"
        DIED = "died", "died"
        CANCELLED = "cancelled", "cancelled"

    number = models.CharField(max_length=30, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="orders")
    lead = models.ForeignKey(Lead, models.PROTECT, null=True, related_name="orders")
    event = models.ForeignKey(Event, models.PROTECT, related_name="orders")
    category = models.CharField(max_length=40)
    edition = models.CharField(max_length=40)  # the national edition in force when it was decided
    rules = ArrayField(models.CharField(max_length=40), default=list)  # the editions whose words were applied
    measure = models.CharField(max_length=12)
    facts = models.JSONField()  # what was known when it was decided
    reasons = models.JSONField()  # code, clause, text and parameters of each reason
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    town = models.CharField(max_length=12, blank=True)
    community = models.CharField(max_length=12, blank=True)
    grid = models.CharField(max_length=24, blank=True)
    address = models.CharField(max_length=200, blank=True)
    # The journey as its lead has it.
    from_place = models.CharField(max_length=120, blank=True)
    left_on = models.DateField(null=True)
    arrived_on = models.DateField(null=True)
    place = models.CharField(max_length=12, choices=Place)  # of the current or last stage
    pinyin = models.CharField(max_length=240)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()  # planned end of the last stage
    ended_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField()
    issued_by = models.BigIntegerField()
    look_again_at = models.DateTimeField(null=True)
    suspended_at = models.DateTimeField(null=True)  # since when the measure rests; it runs on all the same

    PERSONAL = dict.fromkeys(
        ("address", "from_place", "left_on", "arrived_on", "pinyin", "facts", "reasons"), CARE
    )
    NOT_PERSONAL = (
        "id", "number", "person", "lead", "event", "category", "edition", "rules", "measure", "state", "town",
        "community", "grid", "place", "starts_at", "ends_at", "ended_at", "issued_at", "issued_by", "look_again_at",
        "suspended_at",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state="running"), name="order_one_running_per_person"
            )
        ]
        indexes = [
            models.Index(fields=["state", "ends_at", "id"], name="order_state_end"),
            # With the person, so that the people of a scope are read from these alone.
            models.Index(
                fields=["town", "state", "ends_at", "id"], name="order_town_end", include=["person"]
            ),
            models.Index(
                fields=["community", "state", "ends_at", "id"], name="order_community_end", include=["person"]
            ),
            models.Index(
                fields=["grid", "state", "ends_at", "id"], name="order_grid_end", include=["person"]
            ),
            # With what filters ask, so that a walk in these orders reads the index alone.
            models.Index(fields=["starts_at", "id"], name="order_start", include=["ends_at", *ASKED]),
            models.Index(fields=["ends_at", "id"], name="order_end", include=["starts_at", *ASKED]),
            # Those who run, the longest first: few beside all that ever began.
            models.Index(fields=["starts_at", "id"], name="order_run", condition=Q(state="running")),
            *(models.Index(fields=[f"{day}_at"], name=f"order_{day}") for day in ("ended", "issued")),
            GinIndex(*map(characters_of, TEXTS), name="order_texts"),
            models.Index(fields=["pinyin", "id"], name="order_pinyin"),
            models.Index(
                fields=["look_again_at"], name="order_look", condition=Q(look_again_at__isnull=False)
            ),
        ]


class Stage(models.Model):
    """One planned or running part of an order in one place; the period is half-open."""

    class State(models.TextChoices):
        PLANNED = "planned", "planned"
        RUNNING = "running", "running"
        ENDED = "ended", "ended"
        CANCELLED = "cancelled", "cancelled"

    order = models.ForeignKey(Order, models.PROTECT, related_name="stages")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    seq = models.IntegerField()
    place = models.CharField(max_length=12, choices=Place)
    site = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=State)
    first_day = models.SmallIntegerField(default=1)  # the number its first day bears
    needs = ArrayField(models.CharField(max_length=40), default=list)  # what release waits for besides tests
    period = DateTimeRangeField()  # planned while it runs, actual once ended

    PERSONAL = {"site": CARE}
    NOT_PERSONAL = ("id", "order", "person", "seq", "place", "state", "first_day", "needs", "period")

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="stage_nobody_twice",
                expressions=[("person", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=~Q(state="cancelled"),
            ),
            models.UniqueConstraint(fields=["order", "seq"], name="stage_seq_once"),
        ]
        indexes = [
            models.Index(
                Func("period", function="upper"), name="stage_running_end", condition=Q(state="running")
            ),
        ]


class Spell(models.Model):
    """A started stage as the figures read it: one row per version of what we knew.

    `ended_by` is how the stage ended: moved, released, left or died; empty while it runs.
    A correction closes a version (`known_to`) and writes the next; figures read
    ``known_from <= known_at < known_to``.
    """

    stage = models.ForeignKey(Stage, models.PROTECT, related_name="spells")
    order = models.ForeignKey(Order, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    event = models.ForeignKey(Event, models.PROTECT, related_name="+", db_index=False)
    place = models.CharField(max_length=12, choices=Place)
    category = models.CharField(
        max_length=40, blank=True
    )  # of the order, so that figures need not look there
    town = models.CharField(max_length=12, blank=True)
    community = models.CharField(max_length=12, blank=True)
    grid = models.CharField(max_length=24, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=10, blank=True)
    # When the person's previous and next stage started, anywhere or in the same area, as is held true now; kept by the
    # trigger `neighbours`.
    previous_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    town_previous_at = models.DateTimeField(null=True)
    town_next_at = models.DateTimeField(null=True)
    community_previous_at = models.DateTimeField(null=True)
    community_next_at = models.DateTimeField(null=True)
    grid_previous_at = models.DateTimeField(null=True)
    grid_next_at = models.DateTimeField(null=True)
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True)

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = (
        "id", "stage", "order", "person", "event", "place", "category", "town", "community", "grid", "starts_at",
        "ends_at", "ended_by", "previous_at", "next_at", "town_previous_at", "town_next_at", "community_previous_at",
        "community_next_at", "grid_previous_at", "grid_next_at", "known_from", "known_to",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stage"], condition=Q(known_to__isnull=True), name="spell_one_current"
            )
        ]
        indexes = [
            models.Index(fields=["starts_at"], name="spell_start"),
            models.Index(fields=["ends_at"], name="spell_end", condition=Q(known_to__isnull=True)),
            *(
                models.Index(NullIf(field, Value("")), name=f"spell_{field}", condition=Q(known_to__isnull=True))
                for field in ("ended_by", "category")
            ),
            # What the dispatch report reads of every person, in the order it needs, without the table.
            models.Index(
                fields=["person", "-starts_at", "-stage"], name="spell_latest",
                include=["place", "ends_at", "ended_by", "town", "category", "next_at"],
                condition=Q(known_to__isnull=True),
            ),
            # Who was ever controlled somewhere, which a figure opened there lists.
            *(
                models.Index(
                    fields=[level, "person"], name=f"spell_{level}", condition=Q(known_to__isnull=True),
                    include=["stage", "starts_at", "ends_at", "ended_by", "place"],
                )
                for level in ("town", "community", "grid")
            ),
            models.Index(
                fields=["place", "person"], name="spell_place", condition=Q(known_to__isnull=True),
                include=["stage", "starts_at", "ends_at", "ended_by"],
            ),
            # The second and later ones in the order in which a figure lists them, whatever the area that it asks of.
            models.Index(
                fields=["stage"], name="spell_later",
                condition=Q(known_to__isnull=True) & (
                    Q(previous_at__isnull=False) | Q(town_previous_at__isnull=False)
                    | Q(community_previous_at__isnull=False) | Q(grid_previous_at__isnull=False)
                ),
                include=[
                    "person", "starts_at", "ends_at", "ended_by", "place", "town", "community", "grid", "previous_at",
                    "town_previous_at", "community_previous_at", "grid_previous_at",
                ],
            ),
        ]  # fmt: skip


class OrderMove(AppendOnly):
    """One move of an order, as `core.moves.ORDER_MOVES` names it: who, when it was true, when we learned it."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="moves")
    stage = models.ForeignKey(Stage, models.PROTECT, null=True, related_name="+")
    move = models.CharField(max_length=12)
    reason = SealedTextField()
    document = models.CharField(max_length=80, blank=True)
    decided_by = models.CharField(max_length=60, blank=True)  # who decided, where that is not who wrote it
    true_at = models.DateTimeField()
    known_at = models.DateTimeField()
    by = models.BigIntegerField()

    PERSONAL = {"reason": CARE, "decided_by": ACCOUNT}
    NOT_PERSONAL = ("id", "order", "stage", "move", "document", "true_at", "known_at", "by")
    SEALED = {"reason": "order.reason"}


class DueTest(models.Model):
    """A test the rule asks for on a day of a stage, in versions of what we knew.

    `before` is the version this one took the place of, so that a result written against an older one finds it.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="tests")
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="tests")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    event = models.ForeignKey(Event, models.PROTECT, related_name="+", db_index=False)
    town = models.CharField(max_length=12, blank=True)
    community = models.CharField(max_length=12, blank=True)
    grid = models.CharField(max_length=24, blank=True)
    due_on = models.DateField()
    samples = models.SmallIntegerField(default=1)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True)  # set when a new plan dropped it
    before = models.OneToOneField("self", models.PROTECT, null=True, related_name="after")
    done = models.BooleanField(default=False)  # a result is held true now; kept by the trigger `test_done`

    PERSONAL = {"due_on": CARE}
    NOT_PERSONAL = (
        "id", "order", "stage", "person", "event", "town", "community", "grid", "samples", "opens_at",
        "closes_at", "known_from", "known_to", "before", "done",
    )  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["due_on", "id"], name="test_due"),
            models.Index(fields=["grid", "due_on", "id"], name="test_grid_due"),
            # The missed ones and those ahead: few beside all that were ever due.
            models.Index(
                fields=["closes_at", "id"],
                name="test_undone",
                include=["order", "town", "community", "grid"],
                condition=Q(known_to__isnull=True, done=False),
            ),
        ]


class TestResult(models.Model):
    """What a due test came to, versioned by what we knew."""

    __test__ = False  # not a pytest class

    class Result(models.TextChoices):
        NEGATIVE = "negative", "negative"
        POSITIVE = "positive", "positive"
        INCONCLUSIVE = "inconclusive", "inconclusive"

    test = models.ForeignKey(DueTest, models.PROTECT, related_name="results")
    result = models.CharField(max_length=12, choices=Result)
    samples = models.SmallIntegerField(default=1)  # how many samples the result speaks for
    done_at = models.DateTimeField()
    laboratory = models.CharField(max_length=60, blank=True)
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True)
    by = models.BigIntegerField()

    PERSONAL = {"result": CARE, "done_at": CARE}
    NOT_PERSONAL = ("id", "test", "samples", "laboratory", "known_from", "known_to", "by")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["test"], condition=Q(known_to__isnull=True), name="result_one_current"
            )
        ]


class Responsible(models.Model):
    """One of the five people responsible for a person at home (五包一; who they are is a value)."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="responsible")
    post = models.CharField(max_length=40)
    staff_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=60)
    phone = models.BinaryField(null=True)  # encrypted

    PERSONAL = {"name": CARE, "phone": CARE}
    NOT_PERSONAL = ("id", "order", "post", "staff_id")
    SEALED = {"phone": "responsible.phone"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "post"], name="responsible_once")]


class Proposal(models.Model):
    """What something new, as a local order or a risk area raised, asks of a running order: a person signs it or not.

    `cause` names what asks, as ``law:12`` or ``risk:7``; `title` says it in words, without anybody's name. `plan` is
    the whole decision that would take the place of the order's, `facts` what it rests on where the facts are new.
    """

    class State(models.TextChoices):
        OPEN = "open", "open"
        ACCEPTED = "accepted", "accepted"
        DECLINED = "declined", "declined"
        OBSOLETE = "obsolete", "obsolete"

    class Kind(models.TextChoices):
        RELEASED = "released", "released"
        SHORTER = "shorter", "shorter"
        LONGER = "longer", "longer"
        OTHER = "other", "other"

    order = models.ForeignKey(Order, models.PROTECT, related_name="proposals")
    cause = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    document = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=10, choices=Kind)
    days = models.FloatField()  # gained, below zero where lost
    place_before = models.CharField(max_length=12, choices=Place, blank=True)
    place_after = models.CharField(max_length=12, choices=Place, blank=True)
    ends_before = models.DateTimeField()
    ends_after = models.DateTimeField()
    plan = models.JSONField()
    facts = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    PERSONAL = {"plan": CARE, "facts": CARE}
    NOT_PERSONAL = (
        "id", "order", "cause", "title", "document", "kind", "days", "place_before", "place_after", "ends_before",
        "ends_after", "state", "made_at", "settled_at",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order", "cause"], condition=Q(state="open"), name="proposal_one_open_a_cause"
            )
        ]
        indexes = [
            models.Index(fields=["state", "made_at", "id"], name="proposal_state"),
            models.Index(fields=["made_at", "id"], name="proposal_made"),
            models.Index(fields=["ends_before", "id"], name="proposal_before"),
            models.Index(fields=["ends_after", "id"], name="proposal_after"),
            models.Index(fields=["days", "id"], name="proposal_days"),
            models.Index(fields=["cause", "state"], name="proposal_cause"),
        ]

    @property
    def permission(self) -> Permission:
        """Name what a signature needs: who ends days earlier must be one who may release."""
        lighter = self.kind in (self.Kind.RELEASED, self.Kind.SHORTER)
        return Permission.RELEASE_ORDERS if lighter else Permission.ISSUE_ORDERS


class ProposalMove(AppendOnly):
    """One move of a proposal: made, accepted, declined or obsolete; who, why, when."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="moves")
    move = models.CharField(max_length=12)
    reason = SealedTextField()
    known_at = models.DateTimeField()
    by = models.BigIntegerField()

    PERSONAL = {"reason": CARE}
    NOT_PERSONAL = ("id", "proposal", "move", "known_at", "by")
    SEALED = {"reason": "order.reason"}


class Trial(models.Model):
    """A local order tried on the orders that run: what they need with it and without it, summed.

    `digest` is of the text that was tried; `sums` holds counts alone, `as_of` is the instant from which it would hold.
    """

    local_order = models.OneToOneField(LocalOrder, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    sums = models.JSONField()
    as_of = models.DateTimeField()
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = ("id", "local_order", "digest", "sums", "as_of", "made_at", "made_by")


class TrialLine(models.Model):
    """One running order that a trial would change."""

    trial = models.ForeignKey(Trial, models.CASCADE, related_name="lines")
    order = models.ForeignKey(Order, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Proposal.Kind)
    days = models.FloatField()
    place_before = models.CharField(max_length=12, choices=Place, blank=True)
    place_after = models.CharField(max_length=12, choices=Place, blank=True)
    ends_before = models.DateTimeField()
    ends_after = models.DateTimeField()

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = (
        "id", "trial", "order", "kind", "days", "place_before", "place_after", "ends_before", "ends_after",
    )  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["trial", "days", "id"], name="trial_days"),
            models.Index(fields=["trial", "ends_before", "id"], name="trial_before"),
            models.Index(fields=["trial", "ends_after", "id"], name="trial_after"),
        ]
