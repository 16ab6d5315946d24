"""The repository's own tools: `python -m tools` lists the commands, which `make` calls as well."""
