PORT ?= 8000
UV := .venv/bin/uv pip compile --quiet --generate-hashes --no-emit-index-url --universal --no-header

.PHONY: help run demo test sweep shots bench lock clean

help:
	@echo "make run [PORT=8000]  set everything up and serve on this machine"
	@echo "make demo [PORT=8000] the same, with a fictional programme that runs today"
	@echo "make test             lint, checks, suites on SQLite and PostgreSQL, browser"
	@echo "make sweep            all other tests: long, random, on PostgreSQL, every page"
	@echo "make shots            a picture of every page type, in var/shots"
	@echo "make bench            measurements beside their yardsticks, a line each"
	@echo "make lock             lock the packages of pyproject.toml"
	@echo "make clean            remove the environment and caches; keep .env and the data"

run:
	@python3 fukushima_portal/machine.py run $(PORT)

demo:
	@python3 fukushima_portal/machine.py demo $(PORT)

test:
	@python3 fukushima_portal/machine.py test

sweep:
	@SWEEP=1 python3 fukushima_portal/machine.py test

shots:
	@python3 fukushima_portal/machine.py shots

bench:
	@python3 fukushima_portal/machine.py bench

lock:
	@test -x .venv/bin/uv || .venv/bin/python -m pip install --quiet uv
	$(UV) pyproject.toml -o requirements.lock
	$(UV) --extra dev pyproject.toml -o requirements-dev.lock

clean:
	rm -rf .venv .pytest_cache .ruff_cache var/static
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
