"""Keeping what is half typed, so that a crash or a closed window loses nothing."""

from __future__ import annotations

from clc_desktop.store.drafts import SETTINGS, Draft
from clc_desktop.store.drafts import discard as discard_draft
from clc_desktop.store.drafts import every as drafts
from clc_desktop.store.drafts import load as load_draft
from clc_desktop.store.drafts import save as save_draft

__all__ = ["SETTINGS", "Draft", "discard_draft", "drafts", "load_draft", "save_draft"]
