# Two commands do everything from a clean clone: `make film` and `make test`.
# ARGS are passed on: make film ARGS="-q l --chapters 3", make test ARGS="-k ledger".

PYTHON ?= python3
VENV := .venv
BENCH := .venv-bench
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: film test setup browser lint lock gallery film-page studio-picture messages clean
.PHONY: bench bench-autodiff bench-render bench-studio

film: $(READY)
	$(BIN)/python render.py film $(ARGS)

test: $(READY) lint browser
	$(BIN)/python -m pytest --numprocesses auto $(ARGS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

setup: $(READY)

browser:
	@$(FIND_MISSING_BROWSER); $(INSTALL_MISSING)

# What Manim is built against, and what a bare Debian or Ubuntu may lack besides.
define FIND_MISSING_LIBRARIES
missing=""; \
pkg-config --version >/dev/null 2>&1 || missing="$$missing pkg-config"; \
pkg-config --exists cairo 2>/dev/null || missing="$$missing libcairo2-dev"; \
pkg-config --exists pangocairo 2>/dev/null || missing="$$missing libpango1.0-dev"; \
command -v cc >/dev/null || missing="$$missing gcc"; \
$(PYTHON) -c 'import ensurepip' 2>/dev/null || missing="$$missing python3-venv"; \
$(PYTHON) -c 'import os, sysconfig; os.stat(sysconfig.get_path("include") + "/Python.h")' 2>/dev/null \
	|| missing="$$missing python3-dev"
endef

# The studio is tested in it.
define FIND_MISSING_BROWSER
missing=""; command -v chromium >/dev/null || command -v chromium-browser >/dev/null || missing=" chromium"
endef

define INSTALL_MISSING
[ -z "$$missing" ] && exit 0; \
if ! command -v apt-get >/dev/null; then \
	echo "These are missing; install what your system calls them:$$missing" >&2; exit 1; \
elif [ "$$(id -u)" = 0 ]; then become=""; \
elif command -v sudo >/dev/null; then become="sudo"; \
else echo "These are missing. Ask an administrator to type:" >&2; \
	echo "    apt-get install -y$$missing" >&2; exit 1; fi; \
echo "Installing:$$missing"; \
$$become apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$become apt-get install -y -qq $$missing >/dev/null \
	|| { echo "That failed; type: sudo apt-get install$$missing" >&2; exit 1; }
endef

# The environment is made again when the lock file or the project's metadata changes.
$(READY): requirements.lock pyproject.toml
	@$(FIND_MISSING_LIBRARIES); $(INSTALL_MISSING)
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# Newest versions that pyproject.toml allows, with hashes; run by hand, then commit the result.
lock: $(READY)
	$(BIN)/python -m pip install --quiet pip-tools
	CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --upgrade --generate-hashes \
		--allow-unsafe --extra dev --extra studio --strip-extras --no-emit-index-url --no-emit-trusted-host \
		--no-emit-find-links --output-file requirements.lock pyproject.toml

# Pictures of single components, and the page that shows them.
gallery: $(READY)
	$(BIN)/python docs/make_gallery.py $(ARGS)

# One picture for each beat of the film, and the page that shows them with what is said.
film-page: $(READY)
	$(BIN)/python docs/make_film_page.py $(ARGS)

# The picture of the studio in the README.
studio-picture: $(READY) browser
	$(BIN)/python docs/make_studio_picture.py

# The words of all scenes, brought into the catalogue of every language.
messages: $(READY)
	$(BIN)/python assets/messages/collect.py $(ARGS)

# Side by side with the alternatives, in one run each; both take long and are not part of the tests.
bench: bench-autodiff bench-render bench-studio

bench-autodiff: $(BENCH)/.ready
	$(BENCH)/bin/python benchmarks/autodiff.py $(ARGS)

bench-render: $(READY)
	$(BIN)/python benchmarks/render.py $(ARGS)

bench-studio: $(READY) browser
	$(BIN)/python benchmarks/studio.py $(ARGS)

# The other tools have an environment of their own, so that the project's stays as it is locked.
$(BENCH)/.ready: benchmarks/requirements.txt
	$(PYTHON) -m venv --clear $(BENCH)
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

clean:
	rm -rf $(VENV) $(BENCH) media
