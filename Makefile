# Short names for installers/setup.sh, which does the work and needs no make.

.PHONY: run test check install clean

run:
	@sh installers/setup.sh run

test:
	@sh installers/setup.sh test

check:
	@sh installers/setup.sh check

install:
	@sh installers/setup.sh install

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
