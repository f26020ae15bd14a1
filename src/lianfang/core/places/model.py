"""What a place is, and what an address was found to stand for."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """Level of an area, from the widest to the narrowest; villages and communities share the last."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWN = "town"
    VILLAGE = "village"


@dataclass(frozen=True, slots=True)
class Area:
    """One administrative area with its statistical code.

    `code` has 2, 4, 6, 9 or 12 digits by level. At village level the last three digits tell a
    community (001-199) from a village (200-399).
    """

    code: str
    name: str
    level: Level
    parent: str


class Verdict(StrEnum):
    """How the search for an address ended."""

    ASSIGNED = "assigned"
    AMBIGUOUS = "ambiguous"
    ELSEWHERE = "elsewhere"
    NONE = "none"


class Reason(StrEnum):
    """Why an address was resolved as it was; rooms translate these codes."""

    TOWN_AND_VILLAGE = "town_and_village"  # both are named and agree
    VILLAGE = "village"  # the village or community is named and only one fits
    ALIAS = "alias"  # a compound or other name the county has entered
    TOWN_ONLY = "town_only"  # only the town is named
    VILLAGE_UNKNOWN = "village_unknown"  # the town is known, what follows is no place of it
    SAME_NAME = "same_name"  # several villages or communities bear the name
    TOWN_OR_VILLAGE = "town_or_village"  # a town and a village bear the bare name
    HERE_OR_AWAY = "here_or_away"  # a village of ours and a well-known place elsewhere bear the name
    TOWN_CONFLICT = "town_conflict"  # the named village lies in another town than the named one
    ELSEWHERE = "elsewhere"  # a province, city or county other than ours
    EMPTY = "empty"  # nothing written
    PLACEHOLDER = "placeholder"  # a word that stands for nothing, such as 不详
    COUNTY_ONLY = "county_only"  # ours, or a wider area of ours, and no more
    UNKNOWN_PLACE = "unknown_place"  # ours, with a place that is not in the table
    UNRECOGNISED = "unrecognised"  # no area at all could be read


class Missing(StrEnum):
    """What the office has to find out before the address can be used; rooms translate these codes."""

    NOTHING = ""
    ADDRESS = "address"
    TOWN = "town"
    VILLAGE = "village"
    WHICH_TOWN = "which_town"
    WHICH_KIND = "which_kind"
    WHICH_COUNTY = "which_county"


@dataclass(frozen=True, slots=True)
class Resolution:
    """What an address text stands for.

    `code` is a town's, a village's or (for a compound the county entered) a grid's, and empty unless
    the verdict is assigned. `candidates` are the areas to choose from when ambiguous; `elsewhere` is
    the code of the other province, city or county, as deep as it could be told. `confidence` runs
    from 0 to 1.
    """

    kind: Verdict
    reason: Reason
    code: str = ""
    candidates: tuple[str, ...] = ()
    elsewhere: str = ""
    confidence: float = 0.0
    hint: Missing = Missing.NOTHING

    @property
    def verdict(self) -> str:
        """The area as lists write it: its code, or ambiguous, elsewhere, none."""
        return self.code if self.kind is Verdict.ASSIGNED else self.kind.value
