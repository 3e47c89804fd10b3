# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# A private apt: the machine's own mirrors and proxies, but lists and cache in
# a folder that is thrown away. It can offer the backports although the
# machine's sources do not, and leaves no trace on the machine.
#
# Everything works in the current folder; the packages come to ./deb.

# Open the private apt and fetch its lists.
apt_open() {
	local codename

	needs apt-get:apt
	# shellcheck source=/dev/null
	codename=$(. /etc/os-release && echo "${VERSION_CODENAME-}")
	[[ $codename == bookworm ]] ||
		die "the kernels come from Debian 12 (bookworm); this is '$codename'"

	mkdir -p deb apt/{sources,lists/partial,cache/archives/partial}
	apt_sources "$codename" >apt/sources/debian.sources
	[[ -s apt/sources/debian.sources ]] ||
		die "no source of $codename in /etc/apt/sources.list or /etc/apt/sources.list.d"
	apt_configuration >apt/apt.conf
	export APT_CONFIG=$PWD/apt/apt.conf

	note "reading the package lists"
	# A mirror without a suite makes apt fail although the other suites
	# are there: what matters is whether the packages are found later.
	apt-get -qq update >&2 ||
		note "apt could not read every list; going on with what there is"
}

apt_close() {
	rm -r apt deb
}

# Proxies and certificates are in Acquire. The rest of the machine's
# configuration stays out: it may hold hooks that clean the machine's cache.
apt_configuration() {
	apt-config dump | grep '^Acquire::'
	cat <<-END
		Acquire::Retries "3";
		APT::Sandbox::User "root";
		Dir::Etc::main "/dev/null";
		Dir::Etc::parts "/dev/null";
		Dir::Etc::sourcelist "/dev/null";
		Dir::Etc::sourceparts "$PWD/apt/sources";
		Dir::Etc::preferences "/dev/null";
		Dir::Etc::preferencesparts "/dev/null";
		Dir::State::lists "$PWD/apt/lists";
		Dir::Cache "$PWD/apt/cache";
	END
}

# apt_sources CODENAME: print the machine's Debian sources in the deb822 form,
# for the suites that have kernels, and the backports wherever the main one is.
apt_sources() {
	local codename=$1 file

	for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources}; do
		case $file in
		*.list) [[ -f $file ]] && apt_deb822 <"$file" ;;
		*.sources) [[ -f $file ]] && cat "$file" && echo ;;
		esac
	done | awk -v codename="$codename" '
		function suites(line,	n, i, name, kept) {
			n = split(line, name, /[ \t\n]+/)
			for (i = 1; i <= n; i++) {
				if (name[i] == codename)
					kept = kept " " codename " " codename "-backports"
				else if (name[i] == codename "-security")
					kept = kept " " name[i]
			}
			return kept
		}
		BEGIN { RS = ""; FS = "\n" }
		{
			split("", field)
			name = ""
			for (i = 1; i <= NF; i++) {
				if ($i ~ /^#/)
					continue
				if ($i ~ /^[ \t]/) {
					field[name] = field[name] "\n" $i
				} else if ((colon = index($i, ":"))) {
					name = tolower(substr($i, 1, colon - 1))
					field[name] = substr($i, colon + 1)
				}
			}
			if (field["types"] !~ /(^|[ \t])deb([ \t]|$)/ ||
			    field["components"] !~ /(^|[ \t\n])main([ \t\n]|$)/ ||
			    tolower(field["enabled"]) ~ /no|false/ ||
			    !(kept = suites(field["suites"])))
				next
			field["types"] = " deb"
			field["suites"] = kept
			field["components"] = " main"
			for (name in field)
				if (field[name] != "")
					print name ":" field[name]
			print ""
		}'
}

# Turn one-line sources into deb822: deb [option=value ...] URI suite part ...
apt_deb822() {
	awk '
		sub(/^[ \t]*deb[ \t]+/, "") {
			sub(/#.*/, "")
			print "Types: deb"
			if (match($0, /^\[[^]]*\]/)) {
				n = split(substr($0, 2, RLENGTH - 2), option, /[ \t]+/)
				$0 = substr($0, RLENGTH + 1)
				for (i = 1; i <= n; i++) {
					equals = index(option[i], "=")
					if (!equals)
						continue
					name = substr(option[i], 1, equals - 1)
					value = substr(option[i], equals + 1)
					gsub(/,/, " ", value)
					sub(/^arch$/, "architectures", name)
					print name ": " value
				}
			}
			print "URIs: " $1 "\nSuites: " $2
			$1 = $2 = ""
			print "Components:" $0 "\n"
		}'
}

# apt_version PACKAGE PREFIX: the newest version that begins with PREFIX.
apt_version() {
	apt-cache --quiet=0 show "$1" 2>/dev/null |
		awk -v prefix="$2" '
			$1 == "Version:" && index($2, prefix) == 1 { print $2 }' |
		apt_newest
}

apt_newest() {
	local newest='' version

	while read -r version; do
		if [[ ! $newest ]] || dpkg --compare-versions "$version" gt "$newest"; then
			newest=$version
		fi
	done
	printf '%s\n' "$newest"
}

# apt_depends PACKAGE VERSION PREFIX: the first package that begins with
# PREFIX among those it depends on.
apt_depends() {
	apt-cache show "$1=$2" | awk -v prefix="$3" '
		$1 == "Depends:" {
			for (i = 2; i <= NF; i++) {
				if (index($i, prefix) == 1) {
					sub(/,$/, "", $i)
					print $i
					exit
				}
			}
		}'
}

# apt_download VERSION PACKAGE...: fetch packages, all of one version, to ./deb.
apt_download() {
	local version=$1

	shift
	# apt-get shows no progress when it does not write to a terminal; -q=0
	# would fill a log with it.
	(cd deb && apt-get -q download "${@/%/=$version}" >&2) ||
		die "cannot download $* ($version): is the mirror in reach?" \
			"Try again, or run 'apt-get update' to see what ails it"
}

# apt_unpack DIR: unpack what was downloaded.
apt_unpack() {
	local package

	for package in deb/*.deb; do
		dpkg -x "$package" "$1" || die "cannot unpack $package: disk full?"
		rm "$package"
	done
}
