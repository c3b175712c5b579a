# Everything a newcomer needs is `make demo` and `make test`; `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python -m
COMPILE := $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-annotate --no-header

.DEFAULT_GOAL := help
.PHONY: help setup setup-demo demo test lint format torture bench messages new-plugin locks wheel clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-12s %s\n", $$1, $$2 }'

setup: ## Make .venv, web assets and catalogues, for development; no work when nothing changed
	@$(PYTHON) -m build_tools.bootstrap --for dev

setup-demo: # The same without the tools of development
	@$(PYTHON) -m build_tools.bootstrap --for demo

demo: setup-demo ## Serve the demo on 127.0.0.1:8000; ARGS="--port 8001 --branches 3" are passed on
	@exec $(VENV)/bin/qorgau demo $(ARGS)

test: ## Run everything: lint, types, imports, security, translations, all tests
	@$(PYTHON) -m build_tools.system_packages
	@$(MAKE) --no-print-directory setup
	@exec $(RUN) build_tools.suite $(ARGS)

lint: setup ## Run only what reads the code, not what runs it
	@exec $(RUN) build_tools.suite --only-checks

format: setup ## Format the code and mend what ruff can mend
	@$(RUN) ruff check --fix-only --quiet .
	@$(RUN) ruff format .

torture: setup ## Kill the server at random moments under writes, 200 times
	@exec env TORTURE_ROUNDS=200 $(RUN) pytest -q -s tests/torture $(ARGS)

bench: setup ## Measure against the floors
	@exec $(RUN) bench $(ARGS)

messages: setup ## Gather messages from code and templates into the catalogues to translate
	@$(RUN) build_tools.catalogues extract

new-plugin: setup ## Start a plugin from the sample: make new-plugin NAME=canteen
	@$(RUN) build_tools.new_plugin "$(NAME)"

locks: setup ## Resolve the dependencies anew and write the hashed locks
	$(COMPILE) --upgrade --extra prod pyproject.toml -o requirements/prod.lock
	$(COMPILE) --upgrade --group pyproject.toml:installer -o requirements/installer.lock
	$(COMPILE) --upgrade -c requirements/prod.lock --group pyproject.toml:setup -o requirements/setup.lock
	$(COMPILE) --upgrade -c requirements/prod.lock -c requirements/setup.lock \
		--extra prod --group dev pyproject.toml -o requirements/dev.lock

wheel: setup ## Build the wheel, web assets and translations inside
	@$(VENV)/bin/uv build --quiet --wheel --no-build-isolation --out-dir dist

clean: ## Remove what set-up made; the demo's data stays
	rm -rf $(VENV) dist platform_core/web/static/vendor
	find . -name '*.mo' -not -path './$(VENV)/*' -delete
