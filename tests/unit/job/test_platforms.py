"""Products for other platforms: what can be chosen, what is refused, and what must be fetched for them."""

from pathlib import Path
from typing import Any

import pytest

from app.fetching import chosen
from builder.core.errors import LitecrateError
from builder.core.platforms import PLATFORM_NAMES, PLATFORMS, this_platform
from builder.job.draft import JobDraft
from builder.job.job import Job
from builder.plan import check_downloads, check_products, needed_downloads
from builder.system.downloads.archives import pip_argv
from builder.system.downloads.table import MICROSOFT, RUNTIMES, WUFFS
from builder.system.toolbox import Toolbox

HERE = this_platform()
OTHERS = [platform for platform in PLATFORMS if platform != HERE]


def job_with(tmp_path: Path, *products: str, **output: Any) -> Job:
    tables = [dict(zip(("product", "platform"), product.split("@"), strict=True)) for product in products]
    (tmp_path / "m.tflite").touch()
    draft = JobDraft({"model": {"path": str(tmp_path / "m.tflite")}, "products": tables, "output": output})
    return draft.freeze()


def test_all_stands_for_every_platform_and_a_model_file_for_itself(tmp_path: Path) -> None:
    job = job_with(tmp_path, "native@all", "model@all")
    assert [str(choice) for choice in job.products] == [*(f"native@{name}" for name in PLATFORMS), f"model@{HERE}"]
    assert job.platforms[0] == HERE
    assert sorted(job.platforms) == sorted(PLATFORMS)
    assert "all" not in job.to_toml(None).split()


def test_a_platform_that_is_chosen_twice_by_all_is_said(tmp_path: Path) -> None:
    with pytest.raises(LitecrateError, match="chosen twice"):
        job_with(tmp_path, "native@all", f"native@{OTHERS[0]}")


def test_a_model_file_needs_no_runner_for_its_platform(tmp_path: Path) -> None:
    assert job_with(tmp_path, f"model@{OTHERS[0]}", f"native@{HERE}").platforms == (HERE,)


@pytest.mark.parametrize("product", ["onefile", "folder"])
@pytest.mark.parametrize("platform", OTHERS)
def test_what_has_python_in_it_is_for_this_platform_only(tmp_path: Path, product: str, platform: str) -> None:
    with pytest.raises(LitecrateError) as caught:
        check_products(job_with(tmp_path, f"{product}@{platform}"))
    assert f"native@{platform}" in caught.value.remedy
    assert PLATFORM_NAMES[platform] in (caught.value.in_window or "")


def test_native_programs_are_for_every_platform_but_not_by_the_systems_compiler(tmp_path: Path) -> None:
    check_products(job_with(tmp_path, "native@all"))
    with pytest.raises(LitecrateError, match="system's compiler") as caught:
        check_products(job_with(tmp_path, "native@all", compiler="system"))
    assert "--compiler" in caught.value.remedy


def test_only_what_a_job_needs_is_fetched(tmp_path: Path) -> None:
    assert needed_downloads(job_with(tmp_path, f"native@{HERE}")) == (WUFFS,)
    all_of_it = needed_downloads(job_with(tmp_path, "native@all"))
    assert set(all_of_it) == {WUFFS, MICROSOFT, *(RUNTIMES[platform] for platform in OTHERS)}
    without = needed_downloads(job_with(tmp_path, "native@all", no_msvc_runtime=True))
    assert set(all_of_it) - set(without) == {MICROSOFT}


def test_offline_refuses_what_is_missing_with_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    job = job_with(tmp_path, f"native@{OTHERS[0]}")
    check_downloads(job, Toolbox())
    with pytest.raises(LitecrateError) as caught:
        check_downloads(job, Toolbox(offline=True))
    assert caught.value.code == 2
    assert "LiteRT" in caught.value.why
    assert "MB" in caught.value.why
    assert f"litecrate fetch --product native@{OTHERS[0]}" in caught.value.remedy


def test_a_wheel_is_asked_for_by_its_platform_and_a_source_by_none(tmp_path: Path) -> None:
    wheel = pip_argv(tmp_path / "r.txt", tmp_path, RUNTIMES["windows-x64"].tag)
    assert wheel[wheel.index("--platform") + 1] == "win_amd64"
    assert wheel[wheel.index("--python-version") + 1] == "3.11"
    assert {"--only-binary", "--require-hashes", "--no-deps"} <= set(wheel)
    assert "--no-binary" in pip_argv(tmp_path / "r.txt", tmp_path)


def test_the_runtimes_are_one_version_and_each_is_an_archive_of_its_own() -> None:
    assert set(RUNTIMES) == set(PLATFORMS)
    assert {(one.project, one.version) for one in RUNTIMES.values()} == {("ai-edge-litert", "2.3.0")}
    assert len({one.archive_sha256 for one in RUNTIMES.values()}) == len(PLATFORMS)
    assert MICROSOFT.licence_file not in MICROSOFT.libraries
    assert len(MICROSOFT.libraries) == 4


def test_fetch_wants_products_or_everything() -> None:
    assert chosen(None, everything=True) == [{"product": "native", "platform": "all"}, {"product": "page"}]
    one = [{"product": "native", "platform": "windows-x64"}]
    assert chosen(one, everything=False) == one
    for products, everything in ((None, False), (one, True)):
        with pytest.raises(LitecrateError, match="what to fetch"):
            chosen(products, everything=everything)


def test_a_job_without_the_option_is_read_by_the_version_before(tmp_path: Path) -> None:
    assert "no_msvc_runtime" not in job_with(tmp_path, f"native@{HERE}").to_toml(None)
    assert "no_msvc_runtime = true" in job_with(tmp_path, f"native@{HERE}", no_msvc_runtime=True).to_toml(None)
