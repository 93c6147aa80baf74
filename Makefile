# Everything starts here. The machine needs git, make and python3 (3.11 to 3.13) with venv and pip.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
STAMP := $(VENV)/.synced
NAME ?= 05_gradient_clipping
PORT ?= 8888
export UV_PYTHON_DOWNLOADS := never
# Two tests at a time on two cores: a second thread in each would only wait.
ONE_THREAD := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 TF_NUM_INTRAOP_THREADS=1
# TensorFlow's remarks on the processor say nothing about a lecture.
export TF_CPP_MIN_LOG_LEVEL ?= 2

.PHONY: help
help: ## show this list
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

$(STAMP): uv.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else f"Python 3.11, 3.12 or 3.13 is needed; $(PYTHON) is {v[0]}.{v[1]}. Try: make PYTHON=python3.12 lab")'
	@echo "Setting up $(VENV) from uv.lock (about 3 GB, a few minutes the first time)"
	@test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	@$(RUN) -m pip install --quiet --disable-pip-version-check "uv==$$(sed -n '/^name = "uv"$$/{n;s/version = "\(.*\)"/\1/p;}' uv.lock)"
	$(RUN) -m uv sync --frozen --all-extras --compile-bytecode
	@touch $(STAMP)

.PHONY: setup lab present
setup: $(STAMP) ## set up the environment in .venv

lab: $(STAMP) ## set up, then open the course in JupyterLab
	@$(RUN) -m cnnlectures.tools.serve --port $(PORT)

present: $(STAMP) ## present NAME=05_gradient_clipping as slides with live sliders
	@$(RUN) -m cnnlectures.tools.serve --port $(PORT) --present $(NAME)

.PHONY: notebooks instructor
notebooks: $(STAMP) ## rebuild the notebooks whose source or code has changed
	$(RUN) -m cnnlectures.tools.build

instructor: $(STAMP) ## the notebooks with their solutions, into build/instructor
	$(RUN) -m cnnlectures.tools.build --instructor

.PHONY: test test-unit test-notebooks test-smoke test-browser lint format
test: test-unit test-notebooks test-smoke test-browser ## set up, then run every test

test-unit: $(STAMP) ## the package's tests, and the static tests of the notebooks
	$(ONE_THREAD) $(RUN) -m pytest -n 2 --dist loadscope -m "not browser and not serial"
	$(RUN) -m pytest -m "serial and not browser"

test-notebooks: $(STAMP) ## nbval: every notebook again, every output compared, one at a time
	$(RUN) -m pytest -p cnnlectures.tools.nbval_plugin -p no:cacheprovider --nbval --nbval-current-env notebooks

test-smoke: $(STAMP) ## every notebook in the smoke tier with another seed
	$(RUN) -m cnnlectures run all --tier smoke --seed 7

test-browser: $(STAMP) ## every notebook in a real JupyterLab and Chromium
	$(RUN) -m pytest -n 2 --dist loadfile -m "browser and not serial" tests/browser
	$(RUN) -m pytest -m "browser and serial" tests/browser

lint: $(STAMP) ## ruff over package, tests and sources
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .

format: $(STAMP) ## let ruff mend what it can
	$(RUN) -m ruff check --fix .
	$(RUN) -m ruff format .

.PHONY: bench colab clean
bench: $(STAMP) ## measure what the notebooks and the data card quote (over an hour, idle machine)
	$(RUN) -m benchmarks.notebooks
	$(RUN) -m benchmarks.widgets
	$(RUN) -m benchmarks.drawn_flowers
	$(RUN) -m benchmarks.claims
	$(RUN) -m benchmarks.repeat

colab: ## the lectures in an environment like Colab's (Python 3.13)
	bash tests/colab/run.sh

clean: ## remove the environment and everything built
	rm -rf $(VENV) .venv-colab build dist
