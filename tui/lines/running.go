package lines

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"pomerium-auth0/tui/plain"
	"pomerium-auth0/tui/walk"
)

// reminder is when a long wait says for the first time that it goes on; each
// further time is twice as far away.
const reminder = 5 * time.Second

// start performs an effect beside the conversation.
func (s *session) start(ctx context.Context, effect walk.Effect) {
	go walk.Perform(ctx, s.Perform, effect, func(e walk.Event) {
		select {
		case s.told <- e:
		case <-s.gone:
		}
	})
}

// wait says what runs until nothing does. Of the keys only ctrl+c is heard,
// and esc alone, which goes back.
func (s *session) wait(ctx context.Context) {
	pause := reminder
	beat := time.NewTimer(pause)
	defer beat.Stop()
	lost := false
	var said narration
	for s.state.Running != nil && s.state.Outcome == walk.Unfinished {
		s.say(said.news(s.state.Running.Gen, s.Walk.Scene(s.state).Running)...)
		select {
		case e := <-s.told:
			s.feed(ctx, e)
		case chunk, open := <-s.input:
			if !open {
				s.feed(ctx, walk.Stopped{})
				break
			}
			chunk = s.gather(chunk)
			switch {
			case bytes.ContainsRune(chunk, ctrlC):
				s.feed(ctx, walk.Quit{})
			case len(chunk) == 1 && chunk[0] == esc:
				s.feed(ctx, walk.GoBack{})
			default:
				lost = lost || isPaste(chunk)
			}
		case <-beat.C:
			waited := s.Now().Sub(s.state.Running.Since).Round(time.Second)
			s.print(fmt.Sprintf("  %d s, still waiting", int(waited.Seconds())))
			beat.Reset(pause)
			pause *= 2
		case <-ctx.Done():
			s.feed(ctx, walk.Stopped{})
		}
	}
	s.shown = walk.Scene{} // what was read may have changed all of it
	if lost {
		s.print(tooEarly)
	}
	s.deafen()
}

// A narration is what was said of an effect that runs.
type narration struct {
	gen      int
	told     string
	stopping bool
	marks    []walk.Mark
}

// news is what has not been said yet: of reads what is read, of writes what is
// done.
func (n *narration) news(gen int, running *walk.Running) []string {
	var lines []string
	if n.gen != gen {
		*n = narration{gen: gen, marks: make([]walk.Mark, len(running.Rows))}
		if running.Title != "" {
			lines = append(lines, "", plain.Text(running.Title)+" ...")
		}
	}
	var looks []string
	for i, row := range running.Rows {
		if row.Mark == n.marks[i] {
			continue
		}
		n.marks[i] = row.Mark
		switch {
		case row.Mark == walk.Working && !running.Writes && row.Value == "":
			looks = append(looks, plain.Text(row.Key)) // side by side, on one line
		case row.Mark == walk.Working && !running.Writes:
			lines = append(lines, plain.Row(row)+" ...")
		case row.Mark == walk.Proven && running.Writes:
			lines = append(lines, plain.Row(row))
		}
	}
	if len(looks) > 0 {
		lines = append(lines, "  looking at "+strings.Join(looks, ", ")+" ...")
	}
	if running.Told != "" && running.Told != n.told {
		lines = append(lines, "  "+plain.Text(running.Told))
	}
	if running.Stopping && !n.stopping {
		lines = append(lines, "  stopping after the answer to what is under way; ctrl+c again leaves at once")
	}
	n.told, n.stopping = running.Told, running.Stopping
	return lines
}
