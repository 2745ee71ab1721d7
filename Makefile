export PYTHONPATH := platform
unexport PYTHONDONTWRITEBYTECODE
PORT ?= 8000
BIND ?= 127.0.0.1
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup run test test-all check format bench lock assets screenshots messages

# Install everything into .venv; nothing happens when it is up to date.
setup:
	@$(PYTHON) bin/setup.py

# Serve the site on this machine: make run PORT=8001
run:
	@$(PYTHON) bin/setup.py --address $(BIND):$(PORT) && exec $(BIN)/python manage.py serve --bind $(BIND) --port $(PORT)

# Run the suite; what needs a program that is not here is left out and named at the end.
test: setup
	@$(BIN)/python -m pytest -q -n auto --dist worksteal $(ARGS)

# Install Redis, PostgreSQL and Chromium, then run the suite and leave nothing out.
test-all: setup
	@bin/install-services && FORWARD_PASS_REQUIRE_SERVICES=1 $(BIN)/python -m pytest -q -n auto --dist worksteal $(ARGS)

# Everything that is known without running the site.
check: setup
	@bin/check

format: setup
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

bench: setup
	@$(BIN)/python manage.py bench $(ARGS)

lock: setup
	@bin/lock

assets: setup
	@cd assets && npm ci && npm run build

# Make the README's pictures anew.
screenshots: setup
	@SCREENSHOTS=docs/images $(BIN)/python -m pytest -q tests/browser/test_screenshots.py

# Gather the sentences of the interface into platform/locale and compile them; needs GNU gettext.
messages: setup
	@$(BIN)/python manage.py messages
