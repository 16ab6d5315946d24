# `make help` lists the commands. `python -m tools COMMAND` does the same without make.

SUPPORTED = import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	"$$p" -c '$(SUPPORTED)' >/dev/null 2>&1 && echo "$$p" && break; done)

COMMANDS = help book site versions zip pdf serve start prose test check fix notebook notebooks exercises experiments \
	bench reproduce nightly course links lock setup clean
.PHONY: $(COMMANDS)

site zip: ARGUMENTS = $(if $(PYODIDE),--pyodide "$(PYODIDE)")
notebook: ARGUMENTS = $(N)

$(COMMANDS):
	@"$(PYTHON)" -c '$(SUPPORTED)' >/dev/null 2>&1 || { \
		echo "No Python 3.11 to 3.13 was found$(if $(PYTHON), as $(PYTHON)). Install one" \
		"(Debian and Ubuntu: apt install python3 python3-venv; macOS and Windows: python.org)," \
		"or name it: make PYTHON=/path/to/python3.12 book" >&2; exit 1; }
	@"$(PYTHON)" -m tools $@ $(ARGUMENTS)
