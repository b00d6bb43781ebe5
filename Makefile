# Litecrate's commands. `make demo` and `make test` set up everything that they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CMAKE := $(BIN)/cmake
STAMP := $(VENV)/.installed
# What the work needs, what Qt's windows need, fonts, and what tests in a real window and a real browser need.
DEBIAN := binutils libstdc++6 libgcc-s1 zlib1g \
	libegl1 libgl1 libfontconfig1 libdbus-1-3 libxkbcommon0 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 \
	libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-sync1 libxcb-xfixes0 \
	libxcb-xkb1 fonts-inter fonts-dejavu-core xvfb xdotool openbox chromium
# What only the proof needs: programs for other systems are run, other browsers and another compiler are tried, and the
# window is read as screen readers do.
DEBIAN_PROOF := wine qemu-user libc6-arm64-cross libstdc++6-arm64-cross firefox-esr webkit2gtk-driver clang libclang-rt-dev \
	dbus at-spi2-core gir1.2-atspi-2.0 python3-gi
# Tests wait for their programs now and then: one more worker than cores keeps these busy, as far as memory goes.
WORKERS ?= $(shell cores=$$(nproc 2>/dev/null || echo 2); echo $$((cores < 7 ? cores + 1 : 8)))
PYTEST := $(BIN)/python -m pytest --numprocesses $(WORKERS)
CPP_BUILD := build/cpp/tests
FUZZ_BUILD := build/cpp/fuzz
DEMO := build/demo

.PHONY: demo test lint ctest fuzz pytest proof run screenshots bench wheel system-packages proof-packages install clean

demo: system-packages $(STAMP)
	rm -rf $(DEMO)
	$(BIN)/litecrate sample digits --output $(DEMO) --product onefile --product folder --product native
	@echo
	@echo "The finished program, in an empty environment, on two pictures of each digit:"
	env -i $(DEMO)/digits/digits resources/samples/digits
	@echo
	@echo "The report: $(DEMO)/digits/report.html"

test: system-packages $(STAMP)
	$(MAKE) --no-print-directory --jobs 2 --output-sync=target lint ctest
	$(MAKE) --no-print-directory pytest

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The same compiler as in products, from the same cache as the tests that follow.
ctest: $(STAMP)
	$(BIN)/python -m tests.build_cpp_tests $(CPP_BUILD)
	$(BIN)/ctest --test-dir $(CPP_BUILD) --parallel 2 --output-on-failure

# Every harness of cpp_runner/fuzz, two at a time, SECONDS seconds each, from the corpus of tests/parity and what they have
# found before.
fuzz: SECONDS ?= 600
fuzz: proof-packages $(STAMP)
	$(CMAKE) -S cpp_runner -B $(FUZZ_BUILD) -G Ninja -DCMAKE_MAKE_PROGRAM=$(abspath $(BIN))/ninja \
	    -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_BUILD_TYPE=Release -DRUNNER_FUZZ=ON \
	    -DRUNNER_WUFFS_FOLDER="$$($(BIN)/python -m tests.build_cpp_tests)"
	$(CMAKE) --build $(FUZZ_BUILD)
	$(BIN)/python -m tests.fuzz_seeds $(FUZZ_BUILD)/fuzz
	ls $(FUZZ_BUILD)/fuzz/*_fuzz | xargs -P 2 -I {} sh -c 'mkdir -p {}_inputs && \
	    {} -max_total_time=$(SECONDS) -timeout=10 -rss_limit_mb=2048 -artifact_prefix={}_found_ -print_final_stats=1 {}_inputs'

pytest: $(STAMP)
	$(PYTEST) -m "not proof"

# Everything; or the proof tests of one part, `make proof PART=programs`. The parts are in tests/parts.py.
proof: system-packages proof-packages $(STAMP)
ifdef PART
	files=$$($(BIN)/python -m tests.parts $(PART)) && $(PYTEST) -m proof $$files
else
	$(PYTEST) -m "proof or not proof"
endif

run: system-packages $(STAMP)
	$(BIN)/litecrate

# Pictures of every page, with a real export; docs/images.
screenshots: system-packages $(STAMP)
	$(BIN)/python -m tests.ui.screenshots

bench: system-packages $(STAMP)
	$(BIN)/python -m benchmarks

wheel: $(STAMP)
	$(BIN)/python -m build --wheel --outdir dist .

install: $(STAMP)

# An environment that is there keeps its Python: parts of two would get into programs together.
$(STAMP): pyproject.toml
	$(BIN)/python -m pip --version > /dev/null 2>&1 || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable . --group dev
	touch $(STAMP)

system-packages:
	@$(call packages,$(DEBIAN))

proof-packages:
	@$(call packages,$(DEBIAN_PROOF))

# Installs Debian packages where root and apt are there, and names the missing ones elsewhere.
define packages
command -v dpkg-query >/dev/null || exit 0; \
missing=$$(for package in $(1); do \
    dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'install ok installed' || echo $$package; \
done); \
if [ -z "$$missing" ]; then exit 0; fi; \
if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
    echo Installing: $$missing; \
    apt-get update -qq || true; \
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 install -y -qq --no-install-recommends $$missing >/dev/null; \
else \
    echo These Debian packages are missing: $$missing; \
    echo Install them with: sudo apt install $$missing; \
fi
endef

clean:
	rm -rf build dist dist-litecrate
