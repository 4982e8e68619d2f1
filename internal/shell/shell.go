// Package shell writes commands for an operator to copy into a POSIX shell.
package shell

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Command is the words of a command, as the shell shall see them. It is shown
// whole, so none of them may be a secret.
type Command []string

// String is the command in one line.
func (c Command) String() string {
	words := make([]string, len(c))
	for i, arg := range c {
		words[i] = word(arg)
	}
	return strings.Join(words, " ")
}

// indent is where the second line of a command starts.
const indent = "    "

// Lines are the command in lines of at most width columns, which a shell takes
// for one. It is broken between words, and between a flag and its value only
// where both do not fit. A single word is never broken: the terminal wraps it,
// so that it can be selected whole.
func (c Command) Lines(width int) []string {
	var lines []string
	line := ""
	add := func(piece string, isLast bool) {
		room := width
		if !isLast {
			room -= len(` \`)
		}
		switch {
		case line == "":
			line = piece
		case columns(line)+1+columns(piece) <= room:
			line += " " + piece
		default:
			lines = append(lines, line+` \`)
			line = indent + piece
		}
	}
	for i := 0; i < len(c); i++ {
		flag := word(c[i])
		if !strings.HasPrefix(c[i], "--") || i+1 == len(c) || strings.HasPrefix(c[i+1], "-") {
			add(flag, i+1 == len(c))
			continue
		}
		value := word(c[i+1])
		if isLast := i+2 == len(c); columns(indent+flag+" "+value+` \`) <= width {
			add(flag+" "+value, isLast)
		} else {
			add(flag, false)
			add(value, isLast)
		}
		i++
	}
	return append(lines, line)
}

// columns is how wide a text is, but for letters that take two cells.
func columns(s string) int { return utf8.RuneCountInString(s) }

// word quotes what a shell would not take as it stands. What a terminal would
// not show as it stands is written by its bytes.
func word(s string) string {
	switch {
	case s != "" && s[0] != '=' && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0:
		return s
	case !utf8.ValidString(s) || strings.IndexFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) >= 0:
		return bytewise(s)
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

func plain(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_-./:=@%+,", r)
}

// bytewise has printf make the word, so that nothing in it reaches the
// terminal. (A line end at the end would get lost; no file of ours has one.)
func bytewise(s string) string {
	var b strings.Builder
	for i, c := range []byte(s) {
		if plain(rune(c)) && c != '%' && (i > 0 || c != '-') {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, `\%03o`, c)
		}
	}
	return `"$(printf '` + b.String() + `')"`
}
