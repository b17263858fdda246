// What the shells are told. The program answers with a line that says what follows ("words",
// "files", "directories"), then a candidate on each line, with a description behind a tab. Names
// are data: nothing is evaluated, and each shell quotes what it inserts.
#include <string_view>

#include "planner/cli/completion.h"

namespace deltaplan::planner {
namespace {

// readline splits words at = and :, too, so they are put together again from the line; and of what
// is offered it replaces only the part behind the last of these, or behind the quote that is open.
// What is inserted there is read again by bash: outside of quotes %q makes it one word, inside of
// them only names are offered in which no character means anything.
constexpr std::string_view kBash =
    R"SCRIPT(# bash completion of deltaplan: source it, or put it into
# ~/.local/share/bash-completion/completions/deltaplan

# Reads a typed word as bash does: its text, how much of that stays when readline inserts something,
# the quote that is open at its end, and whether bash expands some of it.
_deltaplan_read() {
  local i c before
  text='' stays='' quote='' expands=''
  for ((i = 0; i < ${#1}; i++)); do
    c=${1:i:1}
    if [[ -n $quote && $c == "$quote" ]]; then
      quote='' stays=$before
    elif [[ $quote == "'" ]]; then
      text+=$c
    elif [[ $c == \\ ]]; then
      i=$((i + 1))
      c=${1:i:1}
      [[ -n $quote && $c != [\"\\\$\`] ]] && text+=\\
      text+=$c
    elif [[ -z $quote && $c == [\"\'] ]]; then
      before=$stays quote=$c stays=$text
    else
      [[ $c == [\$\`] || (-z $quote && $c == [\(\<\>]) ]] && expands=1
      text+=$c
      [[ -z $quote && $c == [=:] ]] && stays=$text
    fi
  done
}
_deltaplan() {
  local rest=${COMP_LINE:0:COMP_POINT} i word text stays quote expands
  local -a words=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=${rest#"${rest%%[![:space:]]*}"}
    if ((i > 0 && ${#word} == ${#rest} && ${#words[@]} > 0 && ${#rest} > 0)); then
      if ((i == COMP_CWORD)); then words[-1]+=$word; else words[-1]+=${COMP_WORDS[i]}; fi
    elif ((i == COMP_CWORD)); then
      words+=("$word")
    else
      words+=("${COMP_WORDS[i]}")
    fi
    rest=${word#"${COMP_WORDS[i]}"}
  done
  local -a plain=()
  for word in "${words[@]:1}"; do
    _deltaplan_read "$word"
    plain+=("$text")
  done
  COMPREPLY=()
  [[ -z $expands ]] || return 0
  local line
  local -a lines=()
  mapfile -t lines < <("$1" __complete -- "${plain[@]}" 2>/dev/null)
  for line in "${lines[@]:1}"; do
    line=${line%%$'\t'*}
    [[ $line == *[=/] ]] && compopt -o nospace 2>/dev/null
    line=${line#"$stays"}
    case $quote in
      \') [[ $line == *[\'[:cntrl:]]* ]] && continue ;;
      \") [[ $line == *[\"\$\`\\![:cntrl:]]* ]] && continue ;;
      *) printf -v line %q "$line" ;;
    esac
    COMPREPLY+=("$line")
  done
  case ${lines[0]-} in
    files) compopt -o default 2>/dev/null ;;
    directories) compopt -o dirnames 2>/dev/null ;;
  esac
}
complete -F _deltaplan deltaplan
)SCRIPT";

constexpr std::string_view kZsh = R"SCRIPT(#compdef deltaplan
# zsh completion of deltaplan: put it as _deltaplan into a directory of $fpath, or source it after
# compinit.
_deltaplan() {
  local -a lines values shown
  local line value
  lines=("${(@f)$("${words[1]}" __complete -- "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}")
  case ${lines[1]} in
    files) _files ;;
    directories) _files -/ ;;
  esac
  shift lines
  local -a open openshown
  for line in "${lines[@]}"; do
    [[ -n $line ]] || continue
    value=${line%%$'\t'*}
    if [[ $value == *[=/] ]]; then
      open+=("$value")
      openshown+=("${line/$'\t'/  -- }")
    else
      values+=("$value")
      shown+=("${line/$'\t'/  -- }")
    fi
  done
  (( ${#values} )) && compadd -l -d shown -- "${values[@]}"
  (( ${#open} )) && compadd -S '' -l -d openshown -- "${open[@]}"
  return 0
}
if [[ ${funcstack[1]} == _deltaplan ]]; then
  _deltaplan "$@"
else
  compdef _deltaplan deltaplan
fi
)SCRIPT";

constexpr std::string_view kFish =
    R"SCRIPT(# fish completion of deltaplan: put it into ~/.config/fish/completions/deltaplan.fish
function __deltaplan_complete
    set -l typed (commandline -opc)
    set -l current (commandline -ct)
    set -l lines ($typed[1] __complete -- $typed[2..-1] "$current" 2>/dev/null)
    switch "$lines[1]"
        case files
            __fish_complete_path "$current"
        case directories
            __fish_complete_directories "$current"
    end
    if set -q lines[2]
        printf '%s\n' $lines[2..-1]
    end
end
complete -c deltaplan -f -a '(__deltaplan_complete)'
)SCRIPT";

}  // namespace

std::string_view CompletionScript(std::string_view shell) {
  if (shell == "bash") return kBash;
  if (shell == "zsh") return kZsh;
  if (shell == "fish") return kFish;
  return {};
}

}  // namespace deltaplan::planner
