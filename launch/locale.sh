# Sourced by the scripts beside it. Where the locale knows no letters but ASCII's, a JVM takes and gives no others, so
# that a VM called 'büro' could be neither named nor listed.

is_ascii_locale() {
    if command -v locale >/dev/null; then
        [ "$(locale charmap 2>/dev/null)" = ANSI_X3.4-1968 ]
    else
        case ${LC_ALL:-${LC_CTYPE:-${LANG:-C}}} in
            C | POSIX) true ;;
            *) false ;;
        esac
    fi
}

if is_ascii_locale; then
    # Every C library that Java runs on has it.
    export LC_ALL=C.UTF-8
fi
