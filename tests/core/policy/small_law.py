"""A small invented law for tests: short enough to see at a glance what should come out."""

from collections.abc import Mapping

from lianfang.config.policy_files import parse_document
from lianfang.core.policy import PolicyBook, load

EDITIONS = """
editions:
  - id: old
    title: 旧版
    level: national
    from: 2022-01-01
    day_base: 1
    clock: anchor
    source: test
    confidence: S
    late: {place: 健康监测, days: 3, tests: 2, clause: 晚查, source: test}
  - id: new
    title: 新版
    level: national
    from: 2022-03-01
    carries: [old]
    day_base: 1
    clock: anchor
    source: test
    confidence: S
  - id: province
    title: 省令
    level: province
    area: "14"
    bases: [old]
    from: 2022-01-10
    day_base: 1
    clock: anchor
    source: test
    confidence: S
  - id: city
    title: 市令
    level: city
    area: "1411"
    bases: [old]
    from: 2022-01-20 18:00
    last_day: 2022-02-10
    day_base: 1
    clock: anchor
    source: test
    confidence: S
  - id: city_later
    title: 市令之二
    level: city
    area: "1411"
    bases: [province]
    from: 2022-02-01
    day_base: 1
    clock: anchor
    source: test
    confidence: S
"""

VALUE = """
  - edition: {edition}
    clause: {edition}的条款
    source: test
    confidence: S
    stages: [{{place: 居家隔离, days: {days}}}]
"""


def values(category: str, **days: int) -> str:
    """Write a values file that gives each edition named its own number of days at home."""
    entries = "".join(VALUE.format(edition=edition, days=number) for edition, number in days.items())
    return f"category: {category}\nvalues:{entries}"


def law(documents: Mapping[str, str]) -> PolicyBook:
    """Load a law from texts by file name."""
    return load([parse_document(file, text) for file, text in documents.items()])


def small_law(**documents: str) -> PolicyBook:
    """Load the editions above with value files given by name."""
    return law({"editions.yaml": EDITIONS, **{f"{name}.yaml": text for name, text in documents.items()}})
