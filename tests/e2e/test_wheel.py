"""Tests of the wheel in an environment of its own: it holds all that an export needs, and nothing else."""

import hashlib
import json
import os
import shutil
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from builder.steps.compile import source_files
from builder.system.downloads.table import BESIDE, DOWNLOADS
from builder.system.process import Outcome
from tests.conftest import ROOT, SAMPLES
from tests.support.program import run_in_empty_environment, start

pytestmark = pytest.mark.proof
NOT_SOURCE = shutil.ignore_patterns(".*", "build", "dist", "*.egg-info", "__pycache__")


@dataclass(frozen=True)
class Installed:
    """The source distribution, the wheel made of it, and the folder with the environment that this is installed in."""

    sources: Path
    wheel: Path
    folder: Path

    def litecrate(self, *arguments: str) -> Outcome:
        """The installed command with a home of its own and no variable of this machine's."""
        for name in ("home", "elsewhere"):
            (self.folder / name).mkdir(exist_ok=True)
        environment = {"HOME": str(self.folder / "home"), "PATH": "/usr/bin:/bin"}
        return start([self.folder / "venv" / "bin" / "litecrate", *arguments], self.folder / "elsewhere", environment)


def done(*argv: str | Path) -> None:
    outcome = start(argv, environment=os.environ)
    assert outcome.ok, outcome.errors


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    """Built from a copy of the sources, so that nothing left over from an earlier build gets in."""
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT, folder / "source", ignore=NOT_SOURCE)
    done(sys.executable, "-m", "build", "--outdir", folder / "dist", folder / "source")
    shutil.rmtree(folder / "source")
    (wheel,), (sources,) = ((folder / "dist").glob(pattern) for pattern in ("*.whl", "*.tar.gz"))
    done(sys.executable, "-m", "venv", folder / "venv")
    done(folder / "venv" / "bin" / "python", "-m", "pip", "install", "--quiet", wheel)
    yield Installed(sources, wheel, folder)
    shutil.rmtree(folder)  # TensorFlow alone weighs two gigabytes


def test_the_wheel_holds_the_packages_and_no_tests(installed: Installed) -> None:
    with zipfile.ZipFile(installed.wheel) as archive:
        names = archive.namelist()
        held = {name: archive.read(name) for name in names if name.startswith("/".join(BESIDE))}
    tops = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert tops == {"app", "ui", "builder", "resources", "cpp_runner"}
    page = [
        path for path in (ROOT / "resources" / "demo").rglob("*") if path.suffix in {".html", ".css", ".js", ".toml"}
    ]
    assert {path.relative_to(ROOT).as_posix() for path in page} <= set(names)
    sources = {path.relative_to(ROOT).as_posix() for path in source_files(ROOT / "cpp_runner")}
    assert sources <= set(names)
    for download in DOWNLOADS:
        for member in download.members:
            assert hashlib.sha256(held["/".join((*BESIDE, member.file))]).hexdigest() == member.sha256
    assert not [name for name in names if Path(name).name.startswith(("test_", "conftest")) or "/tests/" in name]


def test_the_source_distribution_brings_along_what_comes_from_elsewhere(installed: Installed) -> None:
    with tarfile.open(installed.sources) as archive:
        held = {
            Path(entry.name).name: hashlib.sha256(file.read()).hexdigest()
            for entry in archive
            if "/".join(BESIDE) in entry.name and (file := archive.extractfile(entry)) is not None
        }
    assert held == {member.file: member.sha256 for download in DOWNLOADS for member in download.members}


def test_the_installed_wheel_exports_the_sample_and_its_programs_run(installed: Installed) -> None:
    out = installed.folder / "out"
    products = [word for product in ("onefile", "native", "page") for word in ("--product", product)]
    made = installed.litecrate("sample", "digits", *products, "--offline", "--output", str(out))
    assert made.code == 0, made.errors
    onefile, native, *_ = map(Path, made.output.splitlines())
    report = json.loads((out / "digits" / "report.json").read_text(encoding="utf-8"))
    assert [product["verified"]["status"] for product in report["products"]] == ["passed"] * 3
    shutil.rmtree(installed.folder / "venv")  # the programs need nothing of what made them
    answered = run_in_empty_environment(onefile, "--json", *sorted((SAMPLES / "digits" / "7").glob("*.png")))
    assert [json.loads(line)["top"][0]["label"] for line in answered.output.splitlines()] == ["7", "7"]
    np.save(installed.folder / "in.npy", np.zeros((8, 8, 1), dtype=np.float32))
    assert len(json.loads(run_in_empty_environment(native, "--json", installed.folder / "in.npy").output)["top"]) == 3
