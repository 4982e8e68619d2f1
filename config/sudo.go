package config

import "strings"

// SudoCommand is the line that starts a program again as root, to be copied
// into a POSIX shell. It shows everything it is given, so no argument may be a
// secret.
func SudoCommand(exe string, args []string) string {
	words := []string{"sudo", shellWord(exe)}
	for _, arg := range args {
		words = append(words, shellWord(arg))
	}
	return strings.Join(words, " ")
}

// shellWord quotes what a shell would not take as it stands.
func shellWord(s string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_-./:=@%+,", r)
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
