"""What all tests share: how many examples hypothesis tries, and netcoop as a wheel has it.

``pytest --hypothesis-profile=thorough`` takes twenty times as many examples.
"""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[1]

settings.register_profile("short", max_examples=25)
settings.register_profile("thorough", max_examples=500)
settings.load_profile("short")


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a wheel of this checkout puts into site-packages; for ``PYTHONPATH``."""
    folder = tmp_path_factory.mktemp("wheel")
    # Without isolation, so that it needs no network: hatchling is among what the tests install.
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    build += ["--disable-pip-version-check", "--wheel-dir", str(folder), str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("netcoop-*.whl")
    with zipfile.ZipFile(built) as archive:
        archive.extractall(folder / "site")
    return folder / "site"
