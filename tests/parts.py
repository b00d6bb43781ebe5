"""Parts of the proof tests, for `make proof PART=NAME`: `python -m tests.parts NAME` prints a part's files."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Every file with a proof test is in exactly one part.
PARTS = {
    "safety": (
        "e2e/hostile/test_bad_input.py",
        "e2e/hostile/test_every_layer.py",
        "e2e/hostile/test_fuzz_harnesses.py",
        "e2e/hostile/test_hostile_inputs.py",
        "e2e/hostile/test_hostile_keras_models.py",
        "e2e/hostile/test_refused_models.py",
        "e2e/hostile/test_said_in_jobs.py",
        "unit/sessions/test_confinement.py",
        "unit/child/test_hostile_models.py",
    ),
    "programs": (
        "e2e/contents/test_bill_of_materials.py",
        "e2e/contents/test_single.py",
        "e2e/contents/test_web_page.py",
        "e2e/test_one_file.py",
        "e2e/platforms/test_other_debians.py",
        "e2e/platforms/test_other_platforms.py",
        "e2e/platforms/test_real_models_elsewhere.py",
        "e2e/platforms/test_single_elsewhere.py",
        "e2e/test_programs.py",
        "e2e/test_sample.py",
        "parity/test_parity.py",
        "unit/packaging/test_compile.py",
    ),
    "pages": (
        "e2e/page/test_demo_page.py",
        "e2e/page/test_demo_page_german.py",
        "e2e/page/test_demo_page_kinds.py",
        "e2e/page/test_demo_page_series.py",
        "e2e/page/test_demo_page_several.py",
        "e2e/page/test_page_memory.py",
        "e2e/page/test_page_pictures.py",
        "e2e/page/test_page_refusals.py",
        "e2e/page/test_page_with_model.py",
        "parity/test_page_core.py",
        "unit/runner/test_page_core.py",
        "e2e/page/test_verified_pages.py",
        "e2e/page/test_web_page_confined.py",
        "e2e/page/test_web_page_german.py",
        "e2e/page/test_web_page_hands.py",
        "e2e/page/test_web_page_interrupted.py",
        "e2e/page/test_web_page_models.py",
    ),
    "models": (
        "e2e/models/test_architectures.py",
        "e2e/test_detectors.py",
        "e2e/models/test_large_model.py",
        "e2e/models/test_models_as_pages.py",
        "e2e/models/test_pictures_out.py",
        "e2e/test_real_models.py",
        "e2e/test_right_models.py",
        "e2e/test_said_by_files.py",
        "e2e/test_series_and_names.py",
        "e2e/test_stateful_models.py",
        "e2e/test_text_models.py",
        "unit/child/test_loading.py",
    ),
    "data": (
        "e2e/test_compare.py",
        "e2e/test_sample_data.py",
        "e2e/test_scaling.py",
        "e2e/test_small_already.py",
    ),
    "interruptions": ("e2e/test_crashes.py", "e2e/test_full_disk.py", "e2e/test_interruptions.py"),
    "window": (
        "ui/contract/test_scaling_tiles.py",
        "ui/contract/test_wrong_labels.py",
        "ui/shell/test_demo.py",
        "ui/shell/test_dropping.py",
        "ui/shell/test_kept.py",
        "ui/shell/test_summary_page.py",
        "ui/test_every_desktop.py",
        "ui/test_export.py",
        "ui/test_pages_walk.py",
        "ui/test_real_screen.py",
    ),
    "wheel": ("e2e/test_installed.py", "e2e/test_wheel.py"),
}


def files_of(part: str) -> list[Path]:
    return [ROOT / "tests" / name for name in PARTS[part]]


if __name__ == "__main__":
    if sys.argv[1:2] == [] or sys.argv[1] not in PARTS:
        sys.exit(f"The parts of the proof are {', '.join(PARTS)}.")
    print(*(path.relative_to(ROOT) for path in files_of(sys.argv[1])))
