"""Three zones and two passages 三区两通道 as a checklist (rules §3.3): which points there are and when a site passes."""

from collections.abc import Iterable, Mapping

from lianfang.core.wording import msgid

CHECK_ITEMS: Mapping[str, str] = {
    "clean_zone": msgid("Clean zone is separate and marked"),
    "buffer_zone": msgid("Buffer zone with doors that close"),
    "contaminated_zone": msgid("Contaminated zone: rooms of residents only"),
    "staff_passage": msgid("Staff passage, with places to put on and take off protection"),
    "resident_passage": msgid("Residents' passage, nobody crosses it"),
    "own_toilet": msgid("Every room has a toilet of its own"),
    "two_bins": msgid("Two bins with medical-waste bags in every room"),
    "no_shared_air": msgid("No shared central air-conditioning"),
    "contactless": msgid("Meals, waste and supplies without contact"),
    "public_surfaces": msgid("Public surfaces are disinfected daily, with a record"),
    "supplies": msgid("Protection and disinfectant for seven days"),
}
ANSWERS: Mapping[str, str] = {
    "met": msgid("as asked for"),
    "fault": msgid("not as asked for"),
    "none": msgid("not needed here"),
}


def list_faults(items: Iterable[str], answers: Mapping[str, str]) -> tuple[str, ...]:
    """Name the points asked for that are not met or were not answered, in their order."""
    return tuple(item for item in items if answers.get(item, "fault") == "fault")


def has_passed(items: Iterable[str], answers: Mapping[str, str]) -> bool:
    """Say whether every point asked for is met or does not apply."""
    return not list_faults(items, answers)
