"""A web page among the products: it has no platform, and what must be fetched and compiled for it."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from app.fetching import chosen
from app.job_options import option_value
from builder.core.errors import LitecrateError
from builder.core.platforms import PLATFORMS, this_platform
from builder.job.draft import JobDraft
from builder.job.job import Job
from builder.needs import needs_of
from builder.plan import check_downloads, check_products, needed_downloads
from builder.system.downloads.table import LITERT_JS, WUFFS
from builder.system.toolbox import Toolbox
from ui.state.product_choice import cannot_be_made, products_for, with_product
from ui.state.product_choice import chosen as programs_chosen

HERE = this_platform()


def draft_with(tmp_path: Path, *products: dict[str, str], **output: Any) -> JobDraft:
    (tmp_path / "m.tflite").touch()
    return JobDraft({"model": {"path": str(tmp_path / "m.tflite")}, "products": list(products), "output": output})


def asked_for(*words: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = option_value("--product", {"product": list(words)})
    return found


def page_job(tmp_path: Path, *more: str, **output: Any) -> Job:
    return draft_with(tmp_path, *asked_for("page", *more), **output).freeze()


def test_a_page_has_no_platform_and_is_read_again_from_its_own_job(tmp_path: Path) -> None:
    job = page_job(tmp_path, "native@all")
    assert str(job.products[0]) == "page"
    entries = tomllib.loads(job.to_toml(None))["products"]
    assert entries[0] == {"product": "page"}
    (tmp_path / "job.toml").write_text(job.to_toml(tmp_path), encoding="utf-8")
    assert JobDraft.from_file(tmp_path / "job.toml").freeze().products == job.products


@pytest.mark.parametrize("platform", [*PLATFORMS, "all"])
def test_a_page_for_one_platform_is_refused_in_words(tmp_path: Path, platform: str) -> None:
    with pytest.raises(LitecrateError, match="A web page cannot be made for one platform") as caught:
        draft_with(tmp_path, *asked_for(f"page@{platform}")).freeze()
    assert caught.value.code == 2
    assert "--product page" in caught.value.remedy
    assert "--" not in (caught.value.in_window or "--")


def test_two_pages_are_one_too_many(tmp_path: Path) -> None:
    with pytest.raises(LitecrateError, match="chosen twice"):
        page_job(tmp_path, "page")


def test_a_page_needs_only_this_computers_runner_whatever_compiles_it(tmp_path: Path) -> None:
    assert page_job(tmp_path).platforms == (HERE,)
    check_products(page_job(tmp_path, compiler="system"))


def test_litert_for_browsers_is_fetched_for_pages_only(tmp_path: Path) -> None:
    assert needed_downloads(page_job(tmp_path)) == (WUFFS, LITERT_JS)
    assert LITERT_JS not in needed_downloads(draft_with(tmp_path, *asked_for("native")).freeze())
    everything = draft_with(tmp_path, *map(dict, chosen(None, everything=True))).freeze()
    assert LITERT_JS in needed_downloads(everything)


def test_offline_a_page_without_its_runtime_is_refused_before_anything_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("builder.system.downloads.fetching.BESIDE", ("resources", "nowhere"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with pytest.raises(LitecrateError) as caught:
        check_downloads(page_job(tmp_path), Toolbox(offline=True))
    assert "LiteRT.js, 11.8 MB" in caught.value.why
    assert "litecrate fetch --product page" in caught.value.remedy


def test_an_empty_cache_lacks_the_core_of_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    needs = needs_of([HERE], "zig", microsoft=True, page=True)
    assert [need.here for need in needs if need.kind == "core"] == [False]
    assert LITERT_JS.name in [need.title for need in needs]
    without = needs_of([HERE], "zig", microsoft=True)
    assert {need.kind for need in without} == {"download", "runner"}
    assert LITERT_JS.name not in [need.title for need in without]


def test_in_the_window_a_page_is_no_program_of_a_platform() -> None:
    entries = with_product(
        [{"product": "model", "platform": HERE}, {"product": "native", "platform": HERE}], "page", HERE
    )
    assert [entry["product"] for entry in entries] == ["native", "page", "model"]
    assert entries[1] == {"product": "page"}
    assert programs_chosen(entries, HERE) == ("native",)
    assert cannot_be_made(entries) == []
    assert all("page" not in products_for(platform) for platform in PLATFORMS)
