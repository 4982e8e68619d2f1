package screentest

import (
	"fmt"
	"html"
	"image/color"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// The measures of a picture, in its own units, and its dark background. Faint
// text is half way to the background, as most terminals draw it.
const (
	cellWidth  = 8.4
	cellHeight = 19
	margin     = 14
	baseline   = 14 // from a row's upper edge
	background = "#1e1f26"
	foreground = "#e4e4e8"
	faintText  = "#82828a"
)

// palette is what a terminal's sixteen colours look like in a picture.
var palette = [16]string{
	"#1e1f26", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#d4d4d8",
	"#5c6370", "#ff6b76", "#b5e890", "#ffd68a", "#82c4ff", "#e58df7", "#7fdbe8", "#ffffff",
}

// SVG draws the frame, each cell with its colour, bold, faint and reverse.
// What is drawn of lines and blocks is drawn as such, so that no font decides
// whether they meet.
func (f Frame) SVG() string {
	width, height := 0, len(f)
	for _, row := range f {
		width = max(width, len(row))
	}
	var b strings.Builder
	w, h := float64(width)*cellWidth+2*margin, float64(height)*cellHeight+2*margin
	fmt.Fprintf(&b, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" viewBox=\"0 0 %.0f %.0f\">\n", w, h, w, h)
	fmt.Fprintf(&b, "<rect width=\"100%%\" height=\"100%%\" rx=\"6\" fill=\"%s\"/>\n", background)
	b.WriteString("<g font-family=\"'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"14\" xml:space=\"preserve\">\n")
	for y, row := range f {
		for x := 0; x < len(row); {
			end := x + 1
			for end < len(row) && sameRun(row[x], row[end]) {
				end++
			}
			drawRun(&b, x, y, row[x:end])
			x = end
		}
	}
	b.WriteString("</g>\n</svg>\n")
	return b.String()
}

// sameRun reports whether two neighbours are drawn at once.
func sameRun(a, b uv.Cell) bool {
	return a.Style.Equal(&b.Style) && isBlock(a) == isBlock(b) && (!isBlock(a) || a.Content == b.Content)
}

// blocks are the characters that are drawn as rectangles: x, y, width and
// height as parts of a cell.
var blocks = map[string][4]float64{
	"▌": {0, 0, 0.5, 1}, "▐": {0.5, 0, 0.5, 1}, "▀": {0, 0, 1, 0.5}, "▄": {0, 0.5, 1, 0.5},
	"━": {0, 0.44, 1, 0.14}, "─": {0, 0.48, 1, 0.055},
}

func isBlock(cell uv.Cell) bool {
	_, is := blocks[cell.Content]
	return is
}

func drawRun(b *strings.Builder, x, y int, run []uv.Cell) {
	left, top := margin+float64(x)*cellWidth, margin+float64(y)*cellHeight
	width := float64(len(run)) * cellWidth
	ink, paper := colours(run[0].Style)
	if paper != "" {
		fmt.Fprintf(b, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n", left, top, width, cellHeight, paper)
	}
	if block, is := blocks[run[0].Content]; is {
		fmt.Fprintf(b, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>\n",
			left+block[0]*cellWidth, top+block[1]*cellHeight, width-(1-block[2])*cellWidth, block[3]*cellHeight, ink)
		return
	}
	text := rowText(run)
	words := strings.TrimLeft(text, " ")
	if words == "" {
		return
	}
	left += float64(len(text)-len(words)) * cellWidth
	weight := ""
	if run[0].Style.Attrs&uv.AttrBold != 0 {
		weight = " font-weight=\"bold\""
	}
	// textLength keeps the columns whatever font is there.
	fmt.Fprintf(b, "<text x=\"%.1f\" y=\"%.1f\" textLength=\"%.1f\" fill=\"%s\"%s>%s</text>\n",
		left, top+baseline, float64(ansi.StringWidth(words))*cellWidth, ink, weight, html.EscapeString(words))
}

// colours are what a style is drawn with; no paper is the background.
func colours(style uv.Style) (ink, paper string) {
	ink = foreground
	if style.Fg != nil {
		ink = colour(style.Fg)
	}
	if style.Attrs&uv.AttrFaint != 0 {
		ink = faintText
	}
	if style.Bg != nil {
		paper = colour(style.Bg)
	}
	if style.Attrs&uv.AttrReverse == 0 {
		return ink, paper
	}
	if paper == "" {
		paper = background
	}
	return paper, ink
}

func colour(c color.Color) string {
	if basic, is := c.(ansi.BasicColor); is {
		return palette[basic]
	}
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}
