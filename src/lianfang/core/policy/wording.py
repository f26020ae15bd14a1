"""The words of decisions: labels of categories, places and issuers, and how a reason becomes a sentence."""

from collections.abc import Mapping

from lianfang.core.policy.decision import Reason
from lianfang.core.wording import Translate, msgid

CATEGORY_LABELS: Mapping[str, str] = {
    "confirmed": msgid("confirmed case"),
    "asymptomatic": msgid("asymptomatic infection"),
    "infected_mild": msgid("mild or asymptomatic infection"),
    "close_contact": msgid("close contact"),
    "secondary_contact": msgid("contact of a close contact"),
    "place_exposed": msgid("exposed at an affected place"),
    "time_space_companion": msgid("time-space companion"),
    "inbound": msgid("arrival from overseas"),
    "inbound_after_port": msgid("arrival from overseas, released at the first port"),
    "high_risk": msgid("from a high-risk area"),
    "medium_risk": msgid("from a medium-risk area"),
    "low_risk": msgid("from a low-risk area"),
    "ungraded_risk": msgid("from a place with cases not yet graded"),
    "closed_loop_job": msgid("high-risk job, leaving the closed loop"),
    "arrival_hubei": msgid("arrival from Hubei"),
    "arrival_other_province": msgid("arrival from another province"),
    "arrival_same_province": msgid("arrival from the same province"),
    "fever": msgid("fever"),
}

MEASURE_LABELS: Mapping[str, str] = {
    "centralised": msgid("centralised isolation"),
    "home": msgid("home isolation"),
    "monitoring": msgid("home health monitoring"),
    "self": msgid("self-monitoring"),
    "none": msgid("no measure"),
    "unknown": msgid("not known"),
}

LEVEL_LABELS: Mapping[str, str] = {
    "national": msgid("national text"),
    "province": msgid("provincial order"),
    "city": msgid("city order"),
    "county": msgid("county order"),
}

# How firm the ground of a value is; the weaker ones are switched off.
CONFIDENCE_LABELS: Mapping[str, str] = {
    "S": msgid("published text"),
    "mem-H": msgid("general knowledge, quite sure"),
    "published": msgid("published account"),
    "mem-M": msgid("general knowledge, fairly sure"),
    "mem-L": msgid("general knowledge, unsure"),
    "derived": msgid("worked out from other values"),
}

# The roles among whom the five responsible 五包一 are chosen (rules §3.1).
ROLE_LABELS: Mapping[str, str] = {
    "county_leader": msgid("county leader"),
    "town_cadre": msgid("town cadre"),
    "village_cadre": msgid("village cadre"),
    "community_cadre": msgid("community cadre"),
    "grid_worker": msgid("grid worker"),
    "doctor": msgid("doctor"),
    "police": msgid("police officer"),
    "militia": msgid("militia member"),
    "volunteer": msgid("volunteer"),
}

RULE = msgid("%(category_msgid)s: %(level_msgid)s “%(title)s”, %(clause)s.")
LIFTED = msgid("%(category_msgid)s: “%(title)s” lifts the measure (%(clause)s).")
CARRIED = msgid("“%(title)s” says nothing about this, so the text before it goes on.")
NO_RULE = msgid("%(category_msgid)s: no rule is loaded for this day and area. Ask the policy office.")
NO_EDITION = msgid("No edition was in force on this day. Ask the policy office.")
SWITCHED_OFF = msgid("“%(title)s” may have a rule, but its source is weak, so it is switched off: %(note)s")
FOUND_LATE = msgid("Found %(days)s day(s) after the count began: only the remaining days are served.")
ALREADY_OVER = msgid("All days of the rule were over when the person was found.")
MORE_TESTS = msgid("Found late: at least %(tests)s tests are still taken.")
UNFIT_HOME = msgid("The home is unfit for isolation, so the rule sends the person to a site.")
UNFIT_NO_BED = msgid("The home is unfit for isolation but no bed is free: move the person when one is.")
UNFIT_NO_RULE = msgid(
    "The home is unfit for isolation and the rule names no other place. Ask the policy office."
)
CHOSEN = msgid("The person asked for %(place_msgid)s, which the rule allows.")
DERIVED = msgid(
    "The text gives a number of tests and no days: first day, last day, the others evenly between."
)
DOUBLE = msgid("The last test is a double sampling, two samples with different reagents.")
GAP = msgid("Between two samples lie at least %(hours)s hours.")
WAITS = msgid("Release also waits for the first two tests of the close contact to be negative.")
HIGHEST = msgid("Several reasons apply: the highest measure wins, and no reason is cut short.")


def said(reason: Reason, translate: Translate) -> str:
    """Say a reason as one sentence in the language of `translate`."""
    params = {
        name: translate(str(value)) if name.endswith("_msgid") else value
        for name, value in reason.params.items()
    }
    return translate(reason.msgid) % params
