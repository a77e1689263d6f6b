# shellcheck shell=sh disable=SC2034
# Debian and Ubuntu packages that the program needs beside Python's own; read by setup.sh.

# Qt's libraries (offscreen, X11 and Wayland), fonts, and what OpenCV links to.
QT_PACKAGES="libglib2.0-0 libgl1 libegl1 libxkbcommon0 libfontconfig1 libdbus-1-3 fonts-dejavu-core
 libxcb-cursor0 libxkbcommon-x11-0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0
 libxcb-render-util0 libxcb-shape0 libxcb-shm0 libxcb-sync1 libxcb-util1 libxcb-xfixes0 libxcb-xkb1
 libx11-xcb1 libwayland-client0 libwayland-cursor0 libwayland-egl1"

is_installed() { # NAME: also under the name it has since the 64-bit time change
    for candidate in "$1" "$1t64"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$candidate" 2>/dev/null)" != installed ] || return 0
    done
    return 1
}

missing_of() { # NAMES: prints those that are not installed; nothing where there is no dpkg
    command -v dpkg-query >/dev/null 2>&1 || return 0
    for package in "$@"; do
        is_installed "$package" || printf ' %s' "$package"
    done
}

add_packages() { # NAMES: installs them where that is allowed, else prints the line that would
    if ! command -v apt-get >/dev/null 2>&1; then
        say "this system has no apt-get: install what corresponds to: $*"
        return 0
    fi
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        if ! sudo -n true 2>/dev/null; then
            say "system packages are missing. Run this, then start again:"
            say "    sudo apt-get update && sudo apt-get install -y --no-install-recommends $*"
            return 0
        fi
        as_root="sudo -n"
    fi
    say "installing system packages: $*"
    report=$(mktemp) || return 0
    # Word splitting is meant: as_root is empty or a command with its option.
    # shellcheck disable=SC2086
    if ! { $as_root apt-get update -qq &&
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
    } >"$report" 2>&1; then
        say "the system packages could not be installed; apt-get said:"
        tail -n 6 "$report" >&2
    fi
    rm -f "$report"
}
