"""Persons, their phones, and the history of joining and parting them."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Replace, Substr

from lianfang.shared.characters import characters_of
from lianfang.shared.classify import CARE, FIND, Personal
from lianfang.shared.fields import SealedTextField
from lianfang.shared.models import AppendOnly

# A name without its first character: who bears a surname's in it stands elsewhere in the order of sounds.
GIVEN = Substr("name_key", 2)
# Pinyin as it is typed, without spaces: zhangsan.
SOUND = Replace(F("pinyin"), Value(" "), Value(""))


class Person(models.Model):
    """One human being; the identity number is encrypted and found by its blind index.

    Names and their spellings sort and compare by code point on every server, so that one index serves
    equality, beginnings and the order of lists.
    """

    name = models.CharField(max_length=80)
    name_key = models.CharField(max_length=80, db_collation="C")
    pinyin = models.CharField(max_length=240, db_collation="C")
    initials = models.CharField(max_length=40, db_collation="C")
    sex = models.CharField(max_length=1, blank=True)
    born = models.DateField(null=True)
    number_kind = models.CharField(max_length=20, blank=True)
    number = models.BinaryField(null=True)  # encrypted
    number_index = models.BinaryField(null=True)  # keyed blind index
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged", db_index=False)
    known_at = models.DateTimeField()

    PERSONAL = dict.fromkeys(
        ("name", "name_key", "pinyin", "initials", "sex", "born", "number", "number_index"), FIND
    )
    NOT_PERSONAL = ("id", "number_kind", "merged_into", "known_at")
    SEALED = {"number": "person.number"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["number_index"],
                condition=Q(number_index__isnull=False, merged_into__isnull=True),
                name="person_number_once",
            )
        ]
        indexes = [
            # Without the nulls: before its first ANALYZE a server would take a whole index for a way to find them.
            models.Index(
                fields=["merged_into"], name="person_merged", condition=Q(merged_into__isnull=False)
            ),
            models.Index(fields=["pinyin", "id"], name="person_pinyin"),
            models.Index(fields=["initials"], name="person_initials"),
            models.Index(
                fields=["pinyin"],
                name="person_numberless",
                condition=Q(number_index__isnull=True, merged_into__isnull=True),
            ),
            GinIndex(characters_of("name_key"), name="person_characters"),
            GinIndex(characters_of(GIVEN), name="person_given"),
            models.Index(SOUND, name="person_sound"),
            # What filters ask for: a range of days, the rare kinds of numbers.
            models.Index(fields=["born"], name="person_born"),
            models.Index(
                fields=["number_kind"],
                name="person_kind",
                condition=~Q(number_kind="mainland") & ~Q(number_kind=""),
            ),
            # No BRIN: whole pages of it would be held against every person of a middling scope, one by one.
            models.Index(fields=["known_at"], name="person_known"),
        ]


class PersonPhone(models.Model):
    """A number a person can be reached at; shared by families, so never a key alone."""

    # Written in the transaction that made or found the person, under `lock_people`, so not checked twice.
    person = models.ForeignKey(Person, models.CASCADE, related_name="phones", db_constraint=False)
    number = models.BinaryField()  # encrypted
    number_index = models.BinaryField()  # keyed blind index
    known_at = models.DateTimeField()

    PERSONAL = {"number": FIND, "number_index": FIND}
    NOT_PERSONAL = ("id", "person", "known_at")
    SEALED = {"number": "person.phone"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number_index", "person"], name="phone_once")]


class MergeRecord(AppendOnly):
    """Two records found to be one person, or parted again; what moved is listed by id."""

    kept = models.ForeignKey(Person, models.PROTECT, related_name="+")
    gone = models.ForeignKey(Person, models.PROTECT, related_name="+")
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
    moved = models.JSONField(default=dict)
    reason = SealedTextField()
    at = models.DateTimeField()
    by = models.BigIntegerField()

    PERSONAL = {"reason": FIND}  # typed by hand
    NOT_PERSONAL = ("id", "kept", "gone", "undoes", "moved", "at", "by")
    SEALED = {"reason": "merge.reason"}


class Need(models.Model):
    """What somebody must be cared for in a way of their own: dialysis, a minor with a guardian, living alone."""

    class Kind(models.TextChoices):
        MINOR = "minor", "minor with a guardian"
        PREGNANT = "pregnant", "pregnant"
        DIALYSIS = "dialysis", "on dialysis"
        CHRONIC = "chronic", "chronic illness"
        ALONE = "alone", "old and living alone"
        DISABLED = "disabled", "disabled"
        OTHER = "other", "something else"

    person = models.ForeignKey(Person, models.PROTECT, related_name="needs")
    kind = models.CharField(max_length=10, choices=Kind)
    detail = SealedTextField()  # what is needed: medicine, appointments
    helper = SealedTextField()  # the guardian, or who looks after them, with phone
    known_at = models.DateTimeField()
    by = models.BigIntegerField()
    ended_at = models.DateTimeField(null=True)

    PERSONAL = dict.fromkeys(("kind", "detail", "helper"), CARE)
    NOT_PERSONAL = ("id", "person", "known_at", "by", "ended_at")
    SEALED = {"detail": "need.detail", "helper": "need.helper"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(ended_at__isnull=True), name="need_kind_once"
            )
        ]


class Household(models.Model):
    """People who live together."""

    known_at = models.DateTimeField()

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = ("id", "known_at")


class HouseholdMember(models.Model):
    """That somebody lives in a household, until they move out."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="households")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    by = models.BigIntegerField()

    PERSONAL = {"household": FIND}
    NOT_PERSONAL = ("id", "person", "since", "until", "by")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(until__isnull=True), name="household_one_now"
            )
        ]
