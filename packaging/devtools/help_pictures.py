"""Pictures of the help: a test makes them from the sample, this puts them where the program looks for them."""

from __future__ import annotations

import shutil

from . import console, environment

MAKER = "tests/gui/test_help_pictures.py"
PREFIX = "help-"
MADE = console.CLONE / "build" / "help-pictures"
KEPT = console.CLONE / "resources" / "help" / "pictures"


def refresh() -> int:
    """Make every picture anew and replace the old ones; 0 when all went well, else nothing is replaced."""
    shutil.rmtree(MADE, ignore_errors=True)
    MADE.mkdir(parents=True)
    settings = {"QT_QPA_PLATFORM": "offscreen", "CLC_SCREENSHOTS": str(MADE)}
    code = console.run(environment.python("-m", "pytest", "-q", MAKER, "-k", "every_page_has_a_picture"), settings)
    made = sorted(MADE.glob(f"{PREFIX}*.png"))
    if code or not made:
        return code or 1
    shutil.rmtree(KEPT, ignore_errors=True)
    KEPT.mkdir(parents=True)
    for path in made:
        shutil.copy(path, KEPT / path.name.removeprefix(PREFIX))
    console.say(f"{len(made)} pictures are in {KEPT.relative_to(console.CLONE).as_posix()}. Look at each of them.")
    return 0
