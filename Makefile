# Works from a fresh checkout: each target first sets up what it needs in .venv.
PYTHON ?= python3
PIP = .venv/bin/python -m pip install --quiet --constraint constraints.txt

help:   ## list the targets
	@grep -hE '^[a-z]+: .*## |^[a-z]+: *##' $(MAKEFILE_LIST) | sed 's/:[^#]*##/ \t/' | expand -t 10

setup: .venv/developer  ## install the program and everything to work on it into .venv

demo: .venv/user  ## run the sample with the embedded defaults and say where the report lies
	.venv/bin/schmerzpunkt demo

test: .venv/developer  ## run the tests
	.venv/bin/python -m pytest --numprocesses auto

check: .venv/developer  ## what must hold before a commit: format, lint, types, tests
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	$(MAKE) test

fix: .venv/developer  ## format, and repair what the linter can repair
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

clean:  ## remove what can be made again; runs stay
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis dist build *.egg-info

# torch goes first and alone: the pinned version keeps pip from choosing a build of several gigabytes.
.venv/user: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(PIP) torch==$$(sed -n 's/^torch==//p' constraints.txt)
	$(PIP) --editable .
	touch $@

.venv/developer: .venv/user
	$(PIP) --editable '.[dev,hanta,postgres]'
	touch $@

.PHONY: help setup demo test check fix clean
