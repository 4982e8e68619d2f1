package screentest

import (
	"fmt"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
)

// A Frame is what stood on a terminal at one moment: its rows of cells.
type Frame [][]uv.Cell

// Frame takes what stands on the terminal now.
func (t *Terminal) Frame() Frame {
	t.mu.Lock()
	defer t.mu.Unlock()
	frame := make(Frame, t.emulator.Height())
	for y := range frame {
		frame[y] = make([]uv.Cell, t.emulator.Width())
		for x := range frame[y] {
			if cell := t.emulator.CellAt(x, y); cell != nil {
				frame[y][x] = *cell
			}
		}
	}
	return frame
}

// content is a cell's text. The second cell of a wide character has none; one
// that was never written to is a blank.
func content(cell uv.Cell) string {
	if cell.Content == "" && cell.Width > 0 {
		return " "
	}
	return cell.Content
}

func rowText(row []uv.Cell) string {
	var b strings.Builder
	for _, cell := range row {
		b.WriteString(content(cell))
	}
	return strings.TrimRight(b.String(), " ")
}

// Text is the frame without its styles, without blanks at the ends of its
// lines.
func (f Frame) Text() string {
	lines := make([]string, len(f))
	for y, row := range f {
		lines[y] = rowText(row)
	}
	return strings.Join(lines, "\n")
}

// Replace puts one word in the place of another of the same length wherever it
// stands, so that chance does not show. It panics at one of another length.
func (f Frame) Replace(word, by string) {
	old, fresh := []rune(word), []rune(by)
	if len(old) != len(fresh) {
		panic(fmt.Sprintf("screentest: %q is not as long as %q", by, word))
	}
	for _, row := range f {
		for x := 0; x+len(old) <= len(row); x++ {
			if !standsAt(row[x:], old) {
				continue
			}
			for i := range fresh {
				row[x+i].Content = string(fresh[i])
			}
		}
	}
}

func standsAt(row []uv.Cell, word []rune) bool {
	for i, r := range word {
		if row[i].Content != string(r) {
			return false
		}
	}
	return true
}
