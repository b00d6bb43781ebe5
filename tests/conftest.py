"""Fixtures for all tests, made by the real parts: the compiled runner, the shared models, finished exports."""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from builder.core.platforms import this_platform
from builder.steps.compile import compile_runner
from builder.steps.page_core import compile_page_core
from tests.support.context import step_context
from tests.support.page_programs import CONTRACTS, make_program
from tests.support.program import litecrate, start
from tests.support.shared import made_once

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "models"
SAMPLES = ROOT / "resources" / "samples"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Deals out the tests when there are several workers (`--numprocesses`)."""
    from tests.scheduler import BySharedFixtures

    return BySharedFixtures(config, log)


@pytest.fixture(scope="session")
def runner_binary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real runner for this machine, compiled or from the user's cache as in an export."""
    context = step_context(tmp_path_factory.mktemp("runner"))
    return compile_runner(context, this_platform()).path


@pytest.fixture(scope="session")
def page_core(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The core for web pages, compiled or from the user's cache as in an export."""
    return compile_page_core(step_context(tmp_path_factory.mktemp("page-core")))


@pytest.fixture(scope="session")
def page_programs(runner_binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For each of CONTRACTS NAME.tflite, and in a folder NAME the program `runner`, see child_page_models.py."""

    def make(folder: Path) -> str:
        done = start([sys.executable, "-m", "tests.models.child_page_models", folder], ROOT, os.environ)
        assert done.ok, done.errors
        for name in CONTRACTS:
            make_program(folder, name, runner_binary)
        return str(folder)

    return Path(made_once(tmp_path_factory, "page-programs", make))


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of models made by the frameworks themselves, see child_models.py."""

    def make(folder: Path) -> str:
        done = start([sys.executable, ROOT / "tests" / "models" / "child_models.py", folder], folder, os.environ)
        assert done.ok, done.errors
        return str(folder)

    return Path(made_once(tmp_path_factory, "models", make))


@pytest.fixture(scope="session")
def shared_models() -> Path:
    """The folder with real models that nobody here wrote."""
    if not SHARED.is_dir():
        pytest.skip("the folder with the shared models is not beside the project")
    return SHARED


@dataclass(frozen=True)
class Exported:
    """A finished export: its folder, its report and the paths that the command printed."""

    folder: Path
    report: dict[str, Any]
    paths: tuple[Path, ...]

    def program(self, product: str) -> Path:
        """The program of a product."""
        found = next(entry for entry in self.report["products"] if entry["product"] == product)
        return self.folder / str(found["path"])

    def product(self, product: str) -> dict[str, Any]:
        """A product's part of the report."""
        return next(entry for entry in self.report["products"] if entry["product"] == product)


def export(arguments: list[str], output: Path) -> Exported:
    """Exports by the real command in a process of its own, and reads what it made."""
    done = litecrate([*arguments, "--output", str(output)])
    assert done.code == 0, done.errors
    return exported(done.output.splitlines())


def exported(printed: list[str]) -> Exported:
    """Reads what an export made, by the paths that the command printed."""
    paths = tuple(map(Path, printed))
    folder = next(path for path in paths[0].parents if (path / "report.json").is_file())
    return Exported(folder, json.loads((folder / "report.json").read_text(encoding="utf-8")), paths)


@pytest.fixture(scope="session")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """The bundled sample as one-file program, folder, native program, native file, web page and model file."""
    products = ["--product", "onefile", "--product", "folder", "--product", "native",
                "--product", "single", "--product", "page", "--product", "model"]  # fmt: skip

    def make(folder: Path) -> list[str]:
        return [str(path) for path in export(["sample", "digits", *products], folder).paths]

    return exported(made_once(tmp_path_factory, "digits", make))
