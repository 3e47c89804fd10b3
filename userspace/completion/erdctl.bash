# SPDX-License-Identifier: LGPL-2.1-or-later
# bash completion of erdctl: the command itself knows what could come next.

_erdctl()
{
	local line

	COMPREPLY=()
	case ${COMP_WORDS[COMP_CWORD - 1]} in
	--batch | write | --write | -w | read)
		compopt -o default
		return
		;;
	esac
	while IFS= read -r line; do
		COMPREPLY+=("${line%%$'\t'*}")
	done < <("${COMP_WORDS[0]}" __complete -- \
		"${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _erdctl erdctl
