#!/bin/sh
# Sets reid-desktop up in this checkout, then runs it or its tests.
#   sh installers/setup.sh install   libraries, virtual environment, packages
#   sh installers/setup.sh run       the same, models, then the window (or the demo where there is no display)
#   sh installers/setup.sh check     the same as install, then style, types and layers
#   sh installers/setup.sh test      the same as check, then the tests
# Settings, by environment:
#   REID_DESKTOP_VENV=DIR   the virtual environment (default: .venv in the checkout)
#   REID_DESKTOP_LEAN=1     leave torch and what needs it out (about 7 GB less)
#   REID_DESKTOP_PYTHON=P   the Python to use (default: the newest from 3.11 on)
set -u

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(dirname -- "$here")
cd "$root" || exit 1
# shellcheck source=installers/system_packages.sh
. "$here/system_packages.sh"

venv=${REID_DESKTOP_VENV:-$root/.venv}
log=$venv/setup.log
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

say() { printf '%s\n' "reid-desktop: $*" >&2; }
stop() { say "$@"; exit 1; }

is_recent() { # PYTHON: is it there, and 3.11 or newer?
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() { # sets python, or leaves it empty
    python=
    for each in ${REID_DESKTOP_PYTHON:-python3.13 python3.12 python3.11 python3}; do
        if is_recent "$each"; then python=$each; return; fi
    done
}

have_python() {
    find_python
    if [ -z "$python" ]; then
        if [ -n "${REID_DESKTOP_PYTHON:-}" ]; then
            stop "REID_DESKTOP_PYTHON=$REID_DESKTOP_PYTHON is not a Python 3.11 or newer."
        fi
        add_packages python3.11 python3.11-venv python3.11-dev
        hash -r
        find_python
    fi
    [ -n "$python" ] || stop "Python 3.11 or newer is needed and was not found. Install it, then run this again."
}

name_missing_packages() { # fills needed and wished for this Python
    # Word splitting is meant, here and below: these are lists of package names.
    # shellcheck disable=SC2086
    needed=$(missing_of $QT_PACKAGES)
    version=$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
    if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then needed="$needed $version-venv"; fi
    wished=
    command -v g++ >/dev/null 2>&1 || command -v c++ >/dev/null 2>&1 || wished="g++"
    headers='import os, sysconfig, sys; sys.exit(not os.path.exists(sysconfig.get_path("include") + "/Python.h"))'
    "$python" -c "$headers" 2>/dev/null || wished="$wished $version-dev"
}

have_libraries() {
    name_missing_packages
    # shellcheck disable=SC2086
    [ -z "$needed$wished" ] || add_packages $needed $wished
    name_missing_packages
    case "$needed" in
    *-venv*) stop "Python's venv module is missing: install$needed, then run this again." ;;
    esac
    [ -z "$needed" ] || say "still missing, so the window may not open: $needed"
}

digest() { # of all that decides what is installed
    "$python" - "$root" "${REID_DESKTOP_LEAN:-}" <<'PYTHON'
import hashlib, pathlib, sys
root = pathlib.Path(sys.argv[1])
sum_of = hashlib.sha256(repr((str(root), sys.argv[2], sys.version)).encode())
for name in ("pyproject.toml", "constraints.txt", "installers/setup.sh"):
    sum_of.update((root / name).read_bytes())
print(sum_of.hexdigest())
PYTHON
}

pip_install() { # ARGUMENTS: quietly, into the log
    "$venv/bin/python" -m pip install -c "$root/constraints.txt" "$@" >>"$log" 2>&1
}

explain_pip() { # says in a sentence why pip failed
    if grep -q -i -E 'no space left|errno 28' "$log"; then
        say "the disk is full: the packages need about 8 GB while they are installed (REID_DESKTOP_LEAN=1: about 1.5 GB)."
    elif grep -q -i 'certificate_verify_failed' "$log"; then
        say "the package registry's certificate is not trusted here: a proxy may stand in between (see pip's --cert)."
    elif grep -q -i -E 'connection|timed out|name resolution|network is unreachable|proxy' "$log"; then
        say "the package registry cannot be reached. The first set-up needs the internet; later starts do not."
    else
        say "the packages could not be installed; the last lines of $log are:"
        tail -n 12 "$log" >&2
    fi
    exit 1
}

make_venv() {
    if ! "$venv/bin/python" -c 'import pip' 2>/dev/null || ! is_recent "$venv/bin/python"; then
        say "making a virtual environment in $venv"
        "$python" -m venv --clear "$venv" || stop "the virtual environment $venv could not be made."
    fi
}

settle_opencv() { # the headless build must win: the other points Qt at its own Qt 5 plugins
    if ! "$venv/bin/python" -c 'from cv2.version import headless; raise SystemExit(not headless)' 2>/dev/null; then
        pip_install --force-reinstall --no-deps opencv-python-headless || explain_pip
    fi
}

try_hnswlib() {
    if pip_install hnswlib && "$venv/bin/python" -c 'import hnswlib' 2>>"$log"; then return; fi
    say "hnswlib could not be built (it needs a C++ compiler and Python's headers): every search will be exact."
}

have_packages() {
    stamp=$(digest) || stop "pyproject.toml or constraints.txt cannot be read."
    [ "$(cat "$venv/setup.stamp" 2>/dev/null)" != "$stamp" ] || return 0
    make_venv
    : >"$log"
    extras=torch,dev
    size="about 3 GB to download, 7 GB on disk"
    if [ -n "${REID_DESKTOP_LEAN:-}" ]; then extras=dev size="about 0.4 GB to download, 1.1 GB on disk"; fi
    say "installing the packages ($size; the log is $log)"
    pip_install -e ".[$extras]" || explain_pip
    settle_opencv
    try_hnswlib
    printf '%s\n' "$stamp" >"$venv/setup.stamp"
}

install() {
    have_python
    have_libraries
    have_packages
}

has_display() {
    case $(uname -s) in Darwin) return 0 ;; esac
    [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || return 1
    # A display that is named but does not answer makes Qt abort: ask it before.
    "$venv/bin/python" -c 'from PySide6.QtGui import QGuiApplication as A; A([])' >/dev/null 2>&1
}

use_shared_models() { # model files that lie beside the checkout, as the samples of the tests do
    if [ -z "${REID_DESKTOP_MODELS:-}" ] && [ -d "$root/../shared/models" ]; then
        REID_DESKTOP_MODELS=$(CDPATH='' cd -- "$root/../shared/models" && pwd)
        export REID_DESKTOP_MODELS
        say "using the models in $REID_DESKTOP_MODELS"
    fi
}

run() {
    install
    use_shared_models
    "$venv/bin/reid-desktop" models fetch --recommended ||
        say "the recommended models could not be fetched: the program goes on with the models at hand."
    if has_display; then exec "$venv/bin/reid-desktop" "$@"; fi
    say "there is no display here, so this runs the demo instead of opening the window."
    exec "$venv/bin/reid-desktop" demo "$@"
}

failed=
step() { # NAME COMMAND...: notes a failure and goes on
    name=$1
    shift
    say "$name"
    "$@" || failed="$failed $name"
}

check() {
    install
    step ruff "$venv/bin/ruff" check .
    step mypy "$venv/bin/mypy"
    step lint-imports "$venv/bin/lint-imports"
}

verdict() { [ -z "$failed" ] || stop "failed:$failed"; }

case ${1:-run} in
install) install ;;
run) [ $# -eq 0 ] || shift; run "$@" ;;
check) check; verdict ;;
test)
    [ $# -eq 0 ] || shift
    check
    QT_QPA_PLATFORM=offscreen
    export QT_QPA_PLATFORM
    step pytest "$venv/bin/python" -m pytest "$@"
    verdict
    ;;
*) say "usage: sh installers/setup.sh [install|run|check|test]"; exit 2 ;;
esac
