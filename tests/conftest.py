"""What every test may rely on: no screen, one font, nobody's real files, and the same examples each time."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# A test never opens the keyring of the person who runs it; the program then falls back to its key file.
os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")

CLONE = Path(__file__).resolve().parents[1]
FONTS = CLONE / "resources" / "fonts"

# A slow machine is no failure (deadline), and CI finds the same thing twice (derandomize).
settings.register_profile(
    "ci", max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("nightly", max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(scope="session")
def clone() -> Path:
    """The folder that holds the package, resources/ and i18n/."""
    return CLONE


@pytest.fixture(scope="session")
def built_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the sample, built once in a run however many processes it has; copy what you write to."""
    root = tmp_path_factory.getbasetemp()
    root = root.parent if "PYTEST_XDIST_WORKER" in os.environ else root
    done, out = root / "sample-is-built", root / "sample"
    try:
        (root / "sample-is-being-built").mkdir()
    except FileExistsError:
        give_up = time.monotonic() + 300
        while not done.exists():
            assert time.monotonic() < give_up, "another process could not build the sample"
            time.sleep(0.2)
        return out
    from clc_desktop import sample

    sample.build(out)
    done.touch()
    return out


@pytest.fixture(autouse=True)
def nobodys_home(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Settings, data and keys of the program land in a folder of this test, on every system."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(name, str(home / name.lower()))
    return home


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """pytest-qt's application with our own font, so that a screenshot does not depend on the machine's fonts."""
    from PySide6.QtGui import QFont, QFontDatabase

    families = [
        family
        for path in sorted(FONTS.glob("*.ttf"))
        for family in QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path)))
    ]
    if families:
        qapp.setFont(QFont(families[0], 10))
    return qapp


@pytest.fixture(scope="session")
def screenshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures of the pages go: build/screenshots under dev.py, a throw-away folder otherwise."""
    folder = os.environ.get("CLC_SCREENSHOTS")
    path = Path(folder) if folder else tmp_path_factory.mktemp("screenshots")
    path.mkdir(parents=True, exist_ok=True)
    return path
