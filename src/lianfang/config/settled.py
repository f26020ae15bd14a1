"""What a server has loaded before it answers: it stays, and nobody looks for garbage in it any more."""

from __future__ import annotations

import gc

from django.urls import get_resolver


def settle() -> None:
    """Load the pages and set aside all there is now.

    Python goes through everything that is kept every few dozen pages, which stops all of them for a tenth of a second
    and longer; set aside, what was loaded at the start is passed over, and only what came since is looked through.
    """
    get_resolver().url_patterns  # noqa: B018 - reading them imports the views
    gc.collect()
    gc.freeze()
