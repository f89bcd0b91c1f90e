# Completion of bridle for bash.

_bridle() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} words=
    COMPREPLY=()
    case $previous in
        -o | --output | -i | --indicators | --register | --password-file | --ca-file)
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
            return
            ;;
        --timezone)
            words=$(cd /usr/share/zoneinfo 2>/dev/null && printf '%s ' UTC ./*/* | sed 's|\./||g')
            ;;
        --keep) words=all ;;
        --as) words='ios-backup filesystem' ;;
        --only)
            words='@BRIDLE_ARTIFACTS@'
            ;;
        --consent | --password-fd | --threads | --index) return ;;
        *)
            if [ "$COMP_CWORD" = 1 ]; then
                words='check indicators show artifacts rules version --help --help-all --version'
            elif [ "${COMP_WORDS[1]}" = indicators ] && [ "$COMP_CWORD" = 2 ]; then
                words='list check import update'
            elif [[ $current == -* ]]; then
                case ${COMP_WORDS[1]}-${COMP_WORDS[2]} in
                    check-*)
                        words='--output --indicators --register --consent --password-file --password-fd
                            --only --as --each --keep --timezone --threads --quiet --json --help'
                        ;;
                    artifacts-* | rules-*) words='--markdown --help' ;;
                    show-*) words='--timezone --json --help' ;;
                    indicators-update) words='--index --ca-file --help' ;;
                    *) words=--help ;;
                esac
            else
                compopt -o filenames
                mapfile -t COMPREPLY < <(compgen -f -- "$current")
                return
            fi
            ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -F _bridle bridle
