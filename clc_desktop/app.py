"""Puts the program together for a person at a screen: log, language, window."""

from __future__ import annotations

import gc
import logging
import os
import threading
from logging.handlers import RotatingFileHandler
from pathlib import Path

from clc_desktop import files, i18n

log = logging.getLogger(__name__)

LOG_BYTES, LOG_FILES = 500_000, 4
DEFAULT_NAME = "so-du-lieu.db"


def run(db: Path | None = None) -> int:
    """Open the window on a database (the person's own one), and give back the program's exit code."""
    gc.disable()  # nothing that starting makes is garbage; the window collects its own (gui/garbage.py)
    _start_log()
    from clc_desktop.gui import application

    language = os.environ.get("CLC_LANGUAGE") or application.chosen_language()
    i18n.use(i18n.load(files.catalog_path(), language))

    path = (db or files.data_folder() / DEFAULT_NAME).absolute()
    log.info("opening %s", path.name)
    return application.run(path)


def _start_log() -> None:
    """What went wrong, in files that never grow beyond 2 MB in all; records of people are not written there."""
    folder = files.make_folder(files.data_folder() / "log")
    handler = RotatingFileHandler(
        folder / "clc-desktop.log", maxBytes=LOG_BYTES, backupCount=LOG_FILES - 1, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    threading.excepthook = lambda caught: log.error("a thread failed", exc_info=caught.exc_value)
