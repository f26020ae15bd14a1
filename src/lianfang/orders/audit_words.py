"""What is done in `orders`, in words for the auditor."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

WORDS: dict[str, Promise] = {
    "orders.issued": pgettext_lazy("audit", "issued an order"),
    "orders.started": pgettext_lazy("audit", "began a stage"),
    "orders.moved": pgettext_lazy("audit", "moved somebody"),
    "orders.extended": pgettext_lazy("audit", "extended an order"),
    "orders.released": pgettext_lazy("audit", "released somebody"),
    "orders.left": pgettext_lazy("audit", "recorded that somebody left"),
    "orders.transferred": pgettext_lazy("audit", "handed somebody over"),
    "orders.died": pgettext_lazy("audit", "recorded a death"),
    "orders.cancelled": pgettext_lazy("audit", "withdrew an order"),
    "orders.corrected": pgettext_lazy("audit", "corrected a time"),
    "orders.need_met": pgettext_lazy("audit", "confirmed what release waits for"),
    "orders.suspended": pgettext_lazy("audit", "suspended a measure"),
    "orders.resumed": pgettext_lazy("audit", "resumed a measure"),
    "orders.record_results": pgettext_lazy("audit", "recorded test results"),
    "orders.propose": pgettext_lazy("audit", "asked what the law calls for"),
    "orders.list": pgettext_lazy("audit", "read orders by the interface"),
    "orders.simulate": pgettext_lazy("audit", "tried an edition on running orders"),
    "orders.redecided": pgettext_lazy("audit", "decided an order anew"),
    "orders.made_proposals": pgettext_lazy("audit", "proposed changes of orders"),
    "orders.accepted_proposal": pgettext_lazy("audit", "signed a proposed change"),
    "orders.declined_proposal": pgettext_lazy("audit", "declined a proposed change"),
    "orders.view_proposal": pgettext_lazy("audit", "read a proposed change"),
    "orders.try_local_order": pgettext_lazy("audit", "tried a local order on running orders"),
    "orders.view": pgettext_lazy("audit", "read an order"),
}
KINDS: dict[str, Promise] = {
    "order": pgettext_lazy("audit", "order"),
    "proposal": pgettext_lazy("audit", "proposed change"),
    "test": pgettext_lazy("audit", "test"),
}
