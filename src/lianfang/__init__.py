"""Lianfang 联防: a county's epidemic control."""

import os

# Names are spelt by character; the dictionary of phrases would take a third of a second at every start.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
