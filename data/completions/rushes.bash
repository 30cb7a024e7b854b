# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of rushes for bash.

_rushes () {
  COMPREPLY=()
  if [[ ${COMP_WORDS[COMP_CWORD]} == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W '--demo --help --version' -- "${COMP_WORDS[COMP_CWORD]}")
  fi
}

complete -F _rushes rushes
