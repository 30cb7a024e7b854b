# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of rushes-cli for bash; it needs nothing but bash itself.

_rushes_cli () {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
  local command='' word options skip=
  local commands='status save track parse'
  local always='--timeout --json --help --version'
  local asking='--base-url --key-file --account --demo --show-links'
  local saving='--to --name --no-wait'

  COMPREPLY=()

  # "--to=DIR" comes as three words, or two while DIR is empty.
  if [[ $previous == '=' && COMP_CWORD -ge 2 ]]; then
    previous=${COMP_WORDS[COMP_CWORD-2]}
  elif [[ $current == '=' ]]; then
    current=''
  fi

  case $previous in
    --to)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -d -- "$current")
      return ;;
    --key-file)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      return ;;
    --base-url|--account|--name|--timeout)
      return ;;
  esac

  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [[ -n $skip ]]; then
      skip=
      [[ $word == '=' ]] && skip=yes
      continue
    fi
    case $word in
      --base-url|--key-file|--account|--to|--name|--timeout) skip=yes ;;
      status|save|track|parse) command=$word; break ;;
    esac
  done

  if [[ $current == -* ]]; then
    case $command in
      status) options="$asking $always" ;;
      track|parse) options=$always ;;
      *) options="$asking $saving $always" ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
  elif [[ -z $command ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$current")
  elif [[ $command == parse ]]; then
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
  fi
}

complete -F _rushes_cli rushes-cli
