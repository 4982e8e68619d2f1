package screen

import (
	"slices"
	"time"

	"pomerium-auth0/tui/walk"
)

// A page is all that a frame is drawn from: the scene, and what the operator
// did to it since it came.
type page struct {
	theme         *theme
	scene         walk.Scene
	width, height int
	compact       bool
	whole         bool // nothing is cut

	field   *field
	focus   focus
	row     int // the focused row, where rows have the focus
	choice  int // the selected choice
	scroll  int // the first line of the region; fromFailed: at the first failure
	reveal  int // which secret is open, counted from 1; 0: none
	notice  notice
	remark  walk.Remark
	settled bool // the problem was answered by a key: the reason is back
	now     time.Time
	phase   int // of the turning bar

	over overlay
	more []walk.Row // a second block of rows: the keys on the help screen
	raw  []string   // the lines of a server's raw answer
}

// An overlay is a screen over the question. Any way back closes it.
type overlay int

const (
	nothingOver overlay = iota
	helpOver
	rawOver
	bareOver
)

// fromFailed is the scroll of a region that nobody has scrolled yet.
const fromFailed = -1

// A focus says what the keys go to.
type focus int

const (
	onField focus = iota
	onRows
	onChoices
)

// Sizes of the two forms. Prose is never wider than 76 and a full form is at
// most 24 rows high unless its text needs more.
const (
	minWidth, minHeight = 40, 12
	fullWidth           = 78
	proseWidth          = 76
	usualHeight         = 24
	leastRegion         = 4
	leastFile           = 8
	leastChoices        = 8
)

// hidden reports whether the window is too small to show the page.
func (p *page) hidden() bool {
	return p.width > 0 && p.over != bareOver && (p.width < minWidth || p.height < minHeight)
}

// edge is the column that every word starts in, counted from 0.
func (p *page) edge() int {
	if p.compact {
		return 2
	}
	return 3
}

// end is the column after the last one that prose and rules use.
func (p *page) end() int { return p.edge() + p.prose() }

// prose is the width of prose.
func (p *page) prose() int {
	if p.compact {
		return p.width - 2
	}
	return min(proseWidth, p.width-4)
}

// long is the width of values and file lines, which use a wide window.
func (p *page) long() int {
	if p.compact {
		return p.width - 2
	}
	return p.width - 4
}

// mark draws a mark; the one that works turns.
func (p *page) mark(m walk.Mark) span {
	if m == walk.Working {
		return span{p.theme.glyphs.turning[p.phase%len(p.theme.glyphs.turning)], way}
	}
	return p.theme.mark(m)
}

func (p *page) bar() span { return span{p.theme.glyphs.bar, here} }

// newPage is the page of a scene that has just come.
func newPage(t *theme, scene walk.Scene, width, height int) page {
	p := page{theme: t, scene: t.plainScene(scene), width: width, height: height, scroll: fromFailed}
	if scene.Kind == walk.Text || scene.Kind == walk.Secret {
		p.field = newField(t, scene.Kind, scene.Value, p.fieldWidth())
	} else {
		p.focus = onChoices
	}
	p.preselect()
	p.remarkOn()
	return p
}

// preselect selects the choice that is preselected, else the first.
func (p *page) preselect() {
	p.choice = max(slices.IndexFunc(p.scene.Choices, func(c walk.Choice) bool { return c.Preselected }), 0)
}

// fieldWidth is the room a field has.
func (p *page) fieldWidth() int {
	if p.width < fullWidth {
		return p.width - 2
	}
	return min(proseWidth, p.width-4)
}

// remarkOn says what is in the field now. A remark may read a whole token: it
// is made when the field has changed, not with every frame.
func (p *page) remarkOn() {
	p.remark = walk.Remark{}
	if p.field != nil && p.scene.Remark != nil {
		p.remark = p.scene.Remark(p.field.value())
	}
}
