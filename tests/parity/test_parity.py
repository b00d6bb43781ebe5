"""Every program answers one corpus of files alike: the runner by itself, and the three finished programs."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from builder.samples.sample_endings import PICTURE_ENDINGS, sample_endings
from tests.conftest import export
from tests.parity.arrays import arrays
from tests.parity.asking import Said, answered, ask, fits, lay_out
from tests.parity.case import Case
from tests.parity.json_files import json_files
from tests.parity.listings import listings
from tests.parity.models import CONTRACTS, write_model
from tests.parity.sounds import sounds
from tests.parity.tables import tables
from tests.support.program import runner_beside

CORPUS = [*tables(), *sounds(), *arrays(), *json_files(), *listings()]
NATIVE = "native"
_NUMBER = re.compile(r"\d+\.\d\d")

# A product's name to the command that starts it.
Programs = Mapping[str, list[str | Path]]
ProgramsOf = Callable[[str], Programs]


@pytest.fixture(scope="session")
def runners(runner_binary: Path, tmp_path_factory: pytest.TempPathFactory) -> ProgramsOf:
    """For each model the runner in its folder."""
    home = tmp_path_factory.mktemp("runners")
    for name, contract in CONTRACTS.items():
        folder = runner_beside(runner_binary, home / name).parent
        (folder / "contract.json").write_text(contract.to_json(), encoding="utf-8")
        write_model(name, folder / "model.tflite", signature=False)

    return lambda model: {NATIVE: [home / model / "runner"]}


def check(case: Case, programs: Programs, folder: Path) -> None:
    """Every program gives the right answers to a case, in the same words and with the same exit code."""
    lay_out(case, folder)
    said = {name: ask(program, case, folder, "--json") for name, program in programs.items()}
    for name, answer in said.items():
        found = [answered(line) for line in answer.lines]
        assert len(found) == len(case.lines), (name, answer)
        for one, right in zip(found, case.lines, strict=True):
            assert fits(one, right), (name, one, right)
        assert answer.code == case.code, (name, answer)
        assert answer.errors == case.note, (name, answer)
    for name, answer in said.items():
        assert answer.lines == said[NATIVE].lines, (name, answer, said[NATIVE])


@pytest.mark.parametrize("case", CORPUS, ids=lambda case: case.name)
def test_the_runner_answers_right(case: Case, runners: ProgramsOf, tmp_path: Path) -> None:
    check(case, runners(case.model), tmp_path)


@pytest.mark.parametrize("model", CONTRACTS)
def test_the_engine_takes_the_same_files_of_a_folder_for_samples(
    model: str, runners: ProgramsOf, tmp_path: Path
) -> None:
    named = (*PICTURE_ENDINGS, ".wav", ".csv", ".tsv", ".npy", ".npz", ".json", ".txt", ".toml", ".mp3")
    (tmp_path / "folder").mkdir()
    for ending in named:
        (tmp_path / "folder" / f"a{ending}").write_bytes(b"x")
    case = Case("", model, {}, (), ("folder",))
    said = ask(runners(model)[NATIVE], case, tmp_path, "--json")
    assert {Path(answered(line).file).suffix for line in said.lines} == set(sample_endings(CONTRACTS[model]))


def test_names_of_cases_are_their_own() -> None:
    names = [case.name for case in CORPUS]
    assert len(set(names)) == len(names)


def _without_times(said: Said) -> list[str]:
    return [_NUMBER.sub("0.00", line) for line in said.lines]


@pytest.mark.proof
@pytest.mark.parametrize("case", [*listings(), *tables()[:12], *sounds()[:3]], ids=lambda case: case.name)
def test_people_see_the_same_table_and_the_same_csv_file(case: Case, products: ProgramsOf, tmp_path: Path) -> None:
    lay_out(case, tmp_path)
    seen, written = [], []
    for name, program in products(case.model).items():
        table = ask(program, case, tmp_path)
        assert table.code == case.code
        seen.append((_without_times(table), table.errors))
        out = tmp_path / f"{name}.out" / "answers.csv"
        out.parent.mkdir()
        done = ask(program, case, tmp_path, "--csv", str(out))
        assert (done.code, done.lines) == (case.code, ())
        assert [path.name for path in out.parent.iterdir()] == ["answers.csv"]
        written.append(re.sub(rb",\d+\.\d+,", b",0,", out.read_bytes(), count=0))
    assert all(one == seen[0] for one in seen)
    assert all(one == written[0] for one in written)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--json",), 2),
        (("--jsn", "a.csv"), 2),
        (("--csv",), 2),
        (("--csv", "no/folder/x.csv", "a.csv"), 2),
        (("--csv", "a.bin", "a.csv"), 2),
        (("--save", "out", "a.csv"), 2),
        (("--threads", "0", "a.csv"), 2),
        (("--output", "x.npz", "a.csv"), 2),
        (("empty",), 2),
        (("--tensor", "missing.npy", "--output", "x.npz"), 2),
        (("--help",), 0),
        (("a.csv", "missing.csv"), 1),
    ],
)
def test_wrong_use_ends_with_the_same_code(
    arguments: tuple[str, ...], code: int, runners: ProgramsOf, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_bytes(b"1,2,3\n")
    (tmp_path / "a.bin").write_bytes(b"x")
    (tmp_path / "empty").mkdir()
    case = Case("", "wine", {}, (), arguments)
    for name, program in runners("wine").items():
        said = ask(program, case, tmp_path)
        assert said.code == code, (name, said)
    assert (tmp_path / "a.bin").read_bytes() == b"x"


@pytest.fixture(scope="session")
def products(tmp_path_factory: pytest.TempPathFactory) -> ProgramsOf:
    """For each model the three finished programs."""
    home = tmp_path_factory.mktemp("products")
    wanted = ("onefile", "folder", NATIVE)
    made: dict[str, Programs] = {}
    for name, contract in CONTRACTS.items():
        write_model(name, home / f"{name}.tflite", signature=True)
        (home / f"{name}.toml").write_text(contract.to_toml(), encoding="utf-8")
        arguments = ["export", str(home / f"{name}.tflite"), "--contract", str(home / f"{name}.toml")]
        exported = export([*arguments, *(word for product in wanted for word in ("--product", product))], home / "out")
        made[name] = {product: [exported.program(product)] for product in wanted}
    return made.__getitem__


# Of a .tflite file that is exported the inputs' names are the tensors' own.
EXPORTED = [case for case in CORPUS if "the tensor's name" not in case.name]


@pytest.mark.proof
@pytest.mark.parametrize("case", EXPORTED, ids=lambda case: case.name)
def test_finished_programs_answer_alike_and_right(case: Case, products: ProgramsOf, tmp_path: Path) -> None:
    check(case, products(case.model), tmp_path)
