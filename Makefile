# `make help` lists the targets. All work is done by the tools they call; CONTRIBUTING.md has the
# same commands for machines without make.

export OPENBLAS_NUM_THREADS ?= 1
export PYTHONUTF8 = 1

SUITABLE = import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	"$$p" -c '$(SUITABLE)' >/dev/null 2>&1 && echo "$$p" && break; done)
VENV = .venv/bin/python
LECTURERS = .venv-lecturers/bin/python

.PHONY: help setup book site zip pdf serve start test check reproduce bench notebooks exercises experiments course lock links clean python env

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "%-12s%s\n", $$1, $$2 }' Makefile

book: python ## make the environment, build the site, print where it is
	@"$(PYTHON)" tools/setup_env.py book
	@$(VENV) tools/build_book.py
	@echo "make serve shows it."

site: python ## the book, with notebooks that run in the browser (PYODIDE=FOLDER: with that Pyodide)
	@"$(PYTHON)" tools/setup_env.py book
	@"$(PYTHON)" tools/setup_env.py lite
	@$(VENV) -m tools.build_site $(if $(PYODIDE),--pyodide "$(PYODIDE)")

zip: site ## the whole site as one archive, to be read and run without a network
	@$(VENV) -m tools.make_zip

pdf: env ## the whole book as one PDF
	@$(VENV) -m tools.make_pdf

serve: ## show the built site on this machine
	@test -f _build/html/index.html || { echo "There is no site yet: make book builds it."; exit 1; }
	$(VENV) -m http.server --bind 127.0.0.1 --directory _build/html 8000

start: python ## open the notebooks in Jupyter, as copies in work/ that are yours
	@"$(PYTHON)" tools/setup_env.py book
	@$(VENV) tools/start.py

setup: env ## make the environments with all that tests and checks need
	@"$(PYTHON)" tools/setup_env.py lecturers
	@"$(PYTHON)" tools/setup_env.py lite

test: check ## run every check there is
	@"$(PYTHON)" tools/setup_env.py lecturers
	@"$(PYTHON)" tools/setup_env.py lite
	$(VENV) -m pytest

check: env ## the checks that run nothing: style, types, notebooks at rest, workflows
	$(VENV) tools/check.py

reproduce: env ## all notebooks on emulated processors, threads and versions
	$(VENV) tools/reproduce.py

bench: env ## measure speed against other implementations, as ratios
	$(VENV) -m bench

notebooks: env ## run all notebooks and store what they show
	$(VENV) tools/notebooks.py run

exercises: env ## make the exercises from their solutions, and run both
	$(VENV) tools/make_exercises.py

experiments: env ## repeat the long runs whose records chapters load
	$(VENV) -m tools.experiments

course: python ## lay out a course for nbgrader in course/, with what nbgrader needs
	@"$(PYTHON)" tools/setup_env.py lecturers
	@$(LECTURERS) tools/make_course.py course

lock: env ## write the locked requirements anew from their inputs
	$(VENV) tools/lock.py

links: python ## ask every linked site whether the link still works
	@"$(PYTHON)" tools/setup_env.py book
	PYTHONPATH=. $(VENV) -c "from jupyter_book.cli.main import main; main()" \
		build . --path-output _build/links --builder linkcheck

clean: ## remove what was built
	rm -rf _build .pytest_cache .mypy_cache .ruff_cache .hypothesis

env: python
	@"$(PYTHON)" tools/setup_env.py test

python:
	@"$(PYTHON)" -c '$(SUITABLE)' >/dev/null 2>&1 || { \
		echo "No Python 3.11 to 3.13 was found$(if $(PYTHON), as $(PYTHON)). Install one" \
		"(Debian and Ubuntu: apt install python3 python3-venv; macOS and Windows: python.org)," \
		"or name it: make PYTHON=/path/to/python3.12 book" >&2; exit 1; }
