package screen

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// wrap breaks text into lines of at most width cells, between words. A word
// that is longer than a line is broken at the edge only, never at a hyphen, so
// that a broken address can still be read.
func wrap(text string, width int) []string {
	if text == "" {
		return nil
	}
	width = max(width, 1)
	if ansi.StringWidth(text) <= width && !strings.Contains(text, "\n") {
		return []string{text}
	}
	var lines []string
	for paragraph := range strings.SplitSeq(text, "\n") {
		line := ""
		for _, word := range strings.Fields(paragraph) {
			switch {
			case line == "":
				line = word
			case ansi.StringWidth(line)+1+ansi.StringWidth(word) <= width:
				line += " " + word
			default:
				lines = append(lines, line)
				line = word
			}
			if ansi.StringWidth(line) > width {
				pieces := hardBreak(line, width)
				lines = append(lines, pieces[:len(pieces)-1]...)
				line = pieces[len(pieces)-1]
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// hardBreak breaks text at the edge, blanks included.
func hardBreak(text string, width int) []string {
	var pieces []string
	for ansi.StringWidth(text) > width {
		piece := ansi.Truncate(text, width, "")
		if piece == "" { // a wide character in one column
			break
		}
		pieces = append(pieces, piece)
		text = text[len(piece):]
	}
	return append(pieces, text)
}

// cut shortens text to width cells, the last of which say that it goes on.
func (t *theme) cut(text string, width int) string {
	return ansi.Truncate(text, max(width, 0), t.glyphs.dots)
}

// prose reports whether text is more than one word: it may be wrapped, and in
// passed rows cut. An address, ID or path is one word and is neither.
func prose(text string) bool { return strings.ContainsAny(text, " \n") }
