"""Areas, grids, compounds and who answers for them."""

from __future__ import annotations

from django.db import models

from lianfang.shared.classify import ACCOUNT, Personal


class Area(models.Model):
    """A division of the own county and the divisions above it, by its official code."""

    class Level(models.TextChoices):
        PROVINCE = "province", "province"
        CITY = "city", "city"
        COUNTY = "county", "county"
        TOWN = "town", "town"
        VILLAGE = "village", "village"

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=60)
    level = models.CharField(max_length=8, choices=Level)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    pinyin = models.CharField(max_length=200)
    is_own = models.BooleanField(default=False)  # the county itself and all below it

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = ("code", "name", "level", "parent", "pinyin", "is_own")

    def __str__(self) -> str:
        return self.name


class Grid(models.Model):
    """The smallest unit of work: below or across villages, with the county's own code (P-60)."""

    code = models.CharField(max_length=24, primary_key=True)
    name = models.CharField(max_length=60)
    group = models.CharField(max_length=40, blank=True)
    town = models.ForeignKey(Area, models.PROTECT, related_name="town_grids")
    community = models.ForeignKey(Area, models.PROTECT, null=True, related_name="community_grids")

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = ("code", "name", "group", "town", "community")

    def __str__(self) -> str:
        return self.name


class GridVillage(models.Model):
    """A village that lies in a grid as a whole."""

    village = models.OneToOneField(Area, models.CASCADE, primary_key=True, related_name="grid_link")
    grid = models.ForeignKey(Grid, models.CASCADE, related_name="village_links")

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = ("village", "grid")


class Compound(models.Model):
    """A housing compound of a community, the part of it that a grid covers."""

    name = models.CharField(max_length=60)
    community = models.ForeignKey(Area, models.CASCADE, related_name="compounds")
    grid = models.ForeignKey(Grid, models.CASCADE, related_name="compounds")

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = ("id", "name", "community", "grid")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "name"], name="compound_once")]


class Responsibility(models.Model):
    """A person of duty tied to a place: leader, cadre, doctor, police, grid head (P-3, P-21)."""

    scope_kind = models.CharField(max_length=10)
    scope_code = models.CharField(max_length=24)
    post = models.CharField(max_length=40)
    staff_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=60)
    phone = models.BinaryField(null=True)  # encrypted

    PERSONAL = {"name": ACCOUNT, "phone": ACCOUNT}
    NOT_PERSONAL = ("id", "scope_kind", "scope_code", "post", "staff_id")
    SEALED = {"phone": "responsible.phone"}

    class Meta:
        indexes = [models.Index(fields=["scope_kind", "scope_code"], name="responsibility_scope")]
