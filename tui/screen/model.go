package screen

import (
	"context"
	"os"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"pomerium-auth0/internal/fault"
	"pomerium-auth0/tui/walk"
)

// A model is the one Bubble Tea model: the walk's state, its scene, and the
// page that shows it.
type model struct {
	options Options
	start   starter
	cancels map[int]context.CancelFunc

	state walk.State
	scene walk.Scene
	page  page // what is on the screen: the scene's, or an overlay
	keys  keymap

	covered page          // the question's page under an overlay
	asked   question      // whose field and choice are kept
	offered []walk.Choice // by it; other ones start at their own first

	source    *source
	fence     *fence
	gap       time.Duration // between the key at hand and the one before it
	guard     guard
	lostPaste bool // a paste was dropped and that was not said yet
	escape    int  // the number of the esc that waits for its 50 ms; 0: none
	escapes   int
	revealed  int  // the number of the newest reveal
	remarkDue bool // the remark is to be made when the burst is over
	turning   bool // a tick of the turning bar is under way
	left      bool // the walk is left; keys are swallowed until silence
	pausing   bool // the shell gets the terminal as soon as nothing is owed

	fault *fault.Fault // of this program; it ends the walk
	quit  func()       // ends the screen, from any goroutine

	frame string
	stale bool // the frame is older than the page
	same  bool // the message at hand changes nothing on the screen
}

// A question is a scene's identity: what was typed is kept as long as it stays.
type question struct {
	item    string
	visit   int
	kind    walk.Kind
	leaving bool
}

func identity(s walk.Scene) question { return question{s.Item, s.Visit, s.Kind, s.Leaving} }

func sameLabel(a, b walk.Choice) bool { return a.Label == b.Label }

// Messages of the model to itself, and of effects to it.
type (
	heard       struct{ event walk.Event } // from a running effect
	started     struct{ effect walk.Effect }
	turn        struct{}
	escaped     struct{ number int }
	concealed   struct{ number int }
	remarked    struct{}
	barePrinted struct{ text string }
	silence     struct{}
	owed        struct { // the terminal owed an answer
		then  tea.Cmd
		until time.Time
	}
	stopped struct{} // from outside: a signal
)

const (
	turnEvery   = 600 * time.Millisecond
	escapeAfter = 50 * time.Millisecond
	revealFor   = 10 * time.Second
	settleAfter = 30 * time.Millisecond
	// oneFrame is a little longer than Bubble Tea takes to write a frame.
	oneFrame = 40 * time.Millisecond
)

func newModel(o Options) *model {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Environ == nil {
		o.Environ = os.Environ()
	}
	return &model{
		options: o, cancels: map[int]context.CancelFunc{}, keys: newKeymap(),
		page: page{theme: newTheme(o.Environ)}, stale: true, fence: newFence(o.Environ),
	}
}

// Init begins the walk. Its first effect waits for the first frame.
func (m *model) Init() (command tea.Cmd) {
	defer func() { m.broke(fault.Recovered(recover()), &command) }()
	state, effects := m.options.Walk.Next(m.state, m.options.Now(), m.options.Begin)
	m.state = state
	m.show(false)
	var commands []tea.Cmd
	for _, effect := range effects {
		commands = append(commands, tea.Tick(oneFrame, func(time.Time) tea.Msg { return started{effect} }))
	}
	return tea.Batch(append(commands, m.turn())...)
}

// Update handles one message. Messages hold secrets: none is ever logged.
func (m *model) Update(msg tea.Msg) (_ tea.Model, command tea.Cmd) {
	if m.fault != nil {
		return m, tea.Quit
	}
	defer func() { m.broke(fault.Recovered(recover()), &command) }()
	m.page.now = m.options.Now()
	m.same = false
	command = m.handle(msg)
	if !m.same {
		m.stale = true
	}
	return m, command
}

func (m *model) handle(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.resize(msg.Width, msg.Height)
	case tea.KeyPressMsg:
		return m.key(msg)
	case tea.PasteMsg: // on Windows, where the source reads nothing
		return m.paste(pasted{content: []byte(msg.Content)})
	case tea.CursorPositionMsg:
		return m.marked(msg)
	case heard:
		return m.apply(msg.event)
	case started:
		return m.perform([]walk.Effect{msg.effect})
	case turn:
		m.turning = false
		m.page.phase++
		return m.turn()
	case escaped:
		if m.escape == msg.number {
			m.escape = 0
			return m.act(back)
		}
	case concealed:
		if m.revealed == msg.number {
			m.current().reveal = 0
		}
	case remarked:
		m.remarkDue = false
		m.current().remarkOn()
	case barePrinted:
		if m.page.over == bareOver {
			return tea.Println(msg.text)
		}
	case silence:
		return m.linger()
	case owed:
		m.same = true
		return m.whenAnswered(msg.then, msg.until)
	case tea.ResumeMsg:
		m.pausing = false
	case stopped:
		_ = m.apply(walk.Stopped{})
		m.left = true
		return m.whenAnswered(tea.Quit, m.options.Now().Add(stoppedWithin))
	default:
		m.same = true
	}
	return nil
}

// broke ends the screen by a fault of this program. Bubble Tea would print the
// value of the panic, which may hold a secret.
func (m *model) broke(f *fault.Fault, command *tea.Cmd) {
	if f != nil {
		m.fault, m.left = f, true
		*command = tea.Quit
	}
}

// View draws the frame anew where something changed.
func (m *model) View() (view tea.View) {
	defer func() {
		if f := fault.Recovered(recover()); f != nil {
			m.fault, m.left = f, true
			view = tea.NewView("")
			view.AltScreen = true
			go m.quit() // this goroutine is the one that would hear of it
		}
	}()
	if m.fault != nil {
		view = tea.NewView(m.frame)
		view.AltScreen = true
		return view
	}
	if m.page.over == bareOver {
		// On the normal screen, so that the terminal wraps the text itself
		// and it can be selected whole.
		view := tea.NewView("enter back")
		view.WindowTitle = m.fence.title()
		return view
	}
	if m.stale && m.page.width > 0 {
		m.frame = strings.Join(m.page.lay().lines, "\n")
		m.stale = false
	}
	view = tea.NewView(m.frame)
	view.AltScreen = true
	view.WindowTitle = m.fence.title()
	return view
}

func (m *model) resize(width, height int) {
	for _, p := range []*page{&m.page, &m.covered} {
		p.width, p.height = width, height
		if p.field != nil {
			p.field.width = p.fieldWidth()
		}
	}
	m.raiseFence()
}

// raiseFence keeps what the page confirms until it was drawn.
func (m *model) raiseFence() {
	if m.scene.Running == nil && m.scene.Confirms() {
		m.fence.raise(m.options.Now())
	}
}

// apply tells the walk an event, starts what is to be done for it and shows
// where that leads.
func (m *model) apply(e walk.Event) tea.Cmd {
	state, effects := m.options.Walk.Next(m.state, m.options.Now(), e)
	m.state = state
	switch e.(type) {
	case walk.Learned, walk.Did, walk.Told, walk.Ended:
		m.show(true)
	default:
		m.show(false)
	}
	return tea.Batch(m.perform(effects), m.turn())
}

// show takes the scene of the state. The field, what was typed and what is
// selected stay as long as the question is the same, also while something
// that it set off runs.
func (m *model) show(byEffect bool) {
	if m.state.Outcome != walk.Unfinished {
		return // the last page stays until the screen is left
	}
	before, wasRunning := identity(m.scene), m.scene.Running != nil
	m.scene = m.options.Walk.Scene(m.state)
	now := identity(m.scene)
	if byEffect && (before != now || wasRunning && m.scene.Running == nil) {
		m.guard.moved(m.options.Now())
	}
	if m.page.over != nothingOver && before != now {
		m.uncover()
	}
	p := m.current()
	switch {
	case m.scene.Running != nil:
		// The question's field waits underneath.
		p.scene = p.theme.plainScene(m.scene)
		p.notice = notice{}
	case now == m.asked:
		p.scene = p.theme.plainScene(m.scene)
		if !slices.EqualFunc(m.scene.Choices, m.offered, sameLabel) {
			p.preselect()
		}
		p.settled = false
		p.reveal = 0
		if problem := m.scene.Problem; problem != nil && problem.Misplaced && p.field != nil {
			p.field.empty()
		}
		p.refocus()
		p.remarkOn()
	default:
		fresh := newPage(p.theme, m.scene, p.width, p.height)
		fresh.now, fresh.phase = p.now, p.phase
		*p = fresh
		m.asked = now
	}
	if m.scene.Running == nil {
		m.offered = m.scene.Choices
	}
	if m.scene.Running == nil && m.lostPaste {
		m.sayLost()
	}
	m.raiseFence()
}

// current is the page of the question, covered or not.
func (m *model) current() *page {
	if m.page.over != nothingOver {
		return &m.covered
	}
	return &m.page
}

// turn keeps the bar turning while something runs.
func (m *model) turn() tea.Cmd {
	if m.scene.Running == nil || m.turning || m.left {
		return nil
	}
	m.turning = true
	return tea.Tick(turnEvery, func(time.Time) tea.Msg { return turn{} })
}
