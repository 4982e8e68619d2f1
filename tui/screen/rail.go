package screen

import (
	"fmt"
	"math"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"pomerium-auth0/tui/walk"
)

// programName stands at the top left of the full form.
const programName = "Pomerium with Auth0"

// head draws the program's name or the present station, the context, and how
// far the walk is.
func (p *page) head() []string {
	if p.compact {
		return p.compactHead()
	}
	t := p.theme
	title := line{text: []span{{programName, strong}}}
	if context := strings.Join(p.scene.Context, t.glyphs.between); context != "" &&
		len(programName)+2+ansi.StringWidth(context) <= p.prose() {
		title.right = []span{{context, faint}}
	}
	var rail strings.Builder
	column, heavy := 1, 0
	gap := "   "
	if p.railWidth(gap) > p.prose()+2 {
		gap = " "
	}
	for i, station := range p.scene.Rail {
		if i > 0 {
			rail.WriteString(gap)
			column += len(gap)
		}
		mark, name := span{t.glyphs.next, faint}, span{station.Name, faint}
		switch station.State {
		case walk.Here:
			mark, name = span{t.glyphs.present, here}, span{station.Name, here}
		case walk.Passed:
			mark, name = span{t.glyphs.done, good}, span{station.Name, plain}
		}
		rail.WriteString(t.paint(mark) + " " + t.paint(name))
		column += 2 + ansi.StringWidth(station.Name)
		if station.State != walk.ToCome {
			heavy = column - 1
		}
	}
	whole := p.prose() + 2
	heavy = min(heavy, whole)
	rule := t.paint(span{strings.Repeat(t.glyphs.heavy, heavy), way}) +
		t.paint(span{strings.Repeat(t.glyphs.thin, whole-heavy), faint})
	return []string{t.draw(title, p.edge(), p.end()), " " + rail.String(), " " + rule}
}

func (p *page) railWidth(gap string) int {
	n := 0
	for i, station := range p.scene.Rail {
		if i > 0 {
			n += len(gap)
		}
		n += 2 + ansi.StringWidth(station.Name)
	}
	return n
}

// compactHead says the number and name of the present station; the rule is
// heavy up to the middle of its share of the way, all of it at the last.
func (p *page) compactHead() []string {
	t := p.theme
	n, name := len(p.scene.Rail), ""
	step := n
	for i, station := range p.scene.Rail {
		if station.State == walk.Here {
			step, name = i+1, station.Name
		}
	}
	var left string
	if n > 0 {
		left = strings.TrimSpace(fmt.Sprintf("%d/%d %s", step, n, name))
	}
	title := t.paint(span{left, here})
	if len(p.scene.Context) > 0 {
		context := p.scene.Context[0]
		if gap := p.width - ansi.StringWidth(left) - ansi.StringWidth(context); gap > 0 {
			title += strings.Repeat(" ", gap) + t.paint(span{context, faint})
		}
	}
	heavy := p.width
	if step < n {
		heavy = int(math.Round(float64(p.width*(2*step-1)) / float64(2*n)))
	}
	return []string{title, t.paint(span{strings.Repeat(t.glyphs.heavy, heavy), way}) +
		t.paint(span{strings.Repeat(t.glyphs.thin, p.width-heavy), faint})}
}
