# SPDX-License-Identifier: LGPL-2.1-or-later
# bash completion of erdctl: the command itself knows what could come next.

_erdctl()
{
	local line word words=()

	COMPREPLY=()
	case ${COMP_WORDS[COMP_CWORD - 1]} in
	--batch | write | --write | -w | read)
		compopt -o default
		return
		;;
	esac
	# "--key=value" are three words to bash
	for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
		[[ $word == = ]] || words+=("$word")
	done
	[[ ${COMP_WORDS[COMP_CWORD]} != = ]] || words+=('')
	while IFS= read -r line; do
		COMPREPLY+=("${line%%$'\t'*}")
	done < <("${COMP_WORDS[0]}" __complete -- "${words[@]}" 2>/dev/null)
	# a folder goes on with what is in it
	[[ ${#COMPREPLY[@]} != 1 || ${COMPREPLY[0]} != */ ]] || compopt -o nospace
}
complete -F _erdctl erdctl
