package unattended

import (
	"errors"
	"strings"

	"pomerium-auth0/tui/plain"
	"pomerium-auth0/tui/walk"
)

// missing names every flag that is known to be missing, wrong or of no use, and
// reports whether there is any. It is asked before anything is sent.
func (r *run) missing() (Stop, bool) {
	lines := r.lacks("")
	return Stop{Outcome: r.lacksOutcome(), Lines: lines}, len(lines) > 0
}

// lacksOutcome is Missing where flags would have helped, and Broke where
// something went wrong: a flag that avoids it does not repair it.
func (r *run) lacksOutcome() walk.Outcome {
	if r.failed {
		return walk.Broke
	}
	return walk.Missing
}

// lacks says what is known to be lacking but for the question named but.
func (r *run) lacks(but string) []string {
	var lines []string
	for _, lack := range r.Walk.Ahead(r.state, r.takes) {
		// What is not asked is judged once: what was read or made later may
		// make an answer superfluous that was not.
		if lack.Name == but || lack.Unasked && r.outside {
			continue
		}
		lines = append(lines, r.lack(lack)...)
	}
	return lines
}

// lack says one lack, or nothing where no flag is at fault: a question without
// one says itself when the walk comes to it, and a variable that happens to be
// in the environment is not a wrong flag.
func (r *run) lack(lack walk.Lack) []string {
	given, was := r.state.Given[lack.Name]
	flag := r.FlagOf(lack.Name)
	switch {
	case lack.Name == r.Gate && lack.Err == nil && !lack.Unasked:
		return nil // whether a check fails is not known ahead
	case lack.Unasked && strings.HasPrefix(given.Source, "--"):
		return []string{given.Source + " answers a question that is not asked in this walk: leave it out"}
	case lack.Unasked:
		return nil
	case lack.Err != nil && was:
		return []string{given.Source + ": " + said(lack.Err)}
	case lack.Failure != nil:
		r.failed = true
		return failure(lack.Words, lack.Failure)
	case flag == "":
		return nil
	case lack.Err != nil:
		return []string{flag + ": " + said(lack.Err)}
	default:
		r.lacksFlag(flag)
		return append([]string{flag + " is missing"}, warning(lack.Words)...)
	}
}

// lacksFlag keeps the flag, which may come with a value, for programs.
func (r *run) lacksFlag(flag string) {
	flag, _, _ = strings.Cut(flag, " ")
	r.lacking = append(r.lacking, flag)
}

// failure says what went wrong, then the server's own answer, and at last the
// flag that avoids it, where there is one.
func failure(words walk.Words, err error) []string {
	if words.Mark != walk.Failed {
		return broke(err).Lines // the question itself does not say it
	}
	lines := append(plain.Words(words), raw(err)...)
	for _, row := range words.About {
		switch {
		case row.Key != "unattended":
		case len(words.Command) > 0:
			lines = append(lines, "  or give "+plain.Text(row.Value))
		default:
			lines = append(lines, "  give "+plain.Text(row.Value))
		}
	}
	return lines
}

// refused says what is wrong with an answer that was refused.
func (r *run) refused(trouble *walk.Trouble) Stop {
	if lines := r.lack(walk.Lack{Name: trouble.Item, Err: trouble.Err}); len(lines) > 0 {
		lines = append(lines, r.lacks(trouble.Item)...)
		return Stop{Outcome: r.lacksOutcome(), Lines: lines}
	}
	return broke(trouble.Err)
}

// unanswered stops at a question that nothing answers: a failed check at the
// gate, a flag to give, or, where only a person could answer, what it says.
func (r *run) unanswered(item walk.Item) Stop {
	scene := r.Walk.Scene(r.state)
	flag := r.FlagOf(item.Name)
	failed := r.Walk.Failure(r.state, item.Name)
	switch {
	case item.Name == r.Gate:
		r.logRows(scene.Words)
		lines := []string{plain.Text(scene.Title)}
		for _, row := range scene.Rows {
			if row.Mark == walk.Failed {
				lines = append(lines, plain.Row(row))
			}
		}
		if flag != "" {
			lines = append(lines, flag+" goes on all the same")
		}
		return Stop{Outcome: walk.CheckFailed, Lines: lines}
	case failed != nil:
		return Stop{Outcome: walk.Broke, Lines: append(failure(scene.Words, failed), r.lacks(item.Name)...)}
	case flag == "":
		return Stop{Outcome: walk.Broke, Lines: plain.Words(scene.Words)}
	}
	r.lacksFlag(flag)
	lines := []string{flag + " is missing: " + plain.Text(scene.Title)}
	if scene.Mark == walk.Warned {
		lines = append(lines, warning(scene.Words)...)
	} else {
		lines = append(lines, candidates(scene.Choices, item.Name)...)
	}
	lines = append(lines, r.lacks(item.Name)...)
	return Stop{Outcome: r.lacksOutcome(), Lines: lines}
}

// candidates are what a question can be answered with, each with its label.
func candidates(choices []walk.Choice, question string) []string {
	var lines []string
	for _, choice := range choices {
		answered, answers := choice.Event.(walk.Answered)
		if !answers || answered.Name != question || answered.Value.Text == "" {
			continue
		}
		line := "  " + answered.Value.Text
		if choice.Label != answered.Value.Text {
			line += "  " + choice.Label
		}
		if choice.Note != "" {
			line += " (" + choice.Note + ")"
		}
		lines = append(lines, plain.Text(line))
	}
	return lines
}

// broke stops at an error, with a server's raw answer below it.
func broke(err error) Stop {
	return Stop{Outcome: walk.Broke, Lines: append([]string{said(err)}, raw(err)...)}
}

// warning is what a question warns of: nobody is to answer it by its flag
// without having read that. Other questions have none.
func warning(words walk.Words) []string {
	if words.Mark != walk.Warned {
		return nil
	}
	var lines []string
	for _, line := range plain.Words(words)[1:] { // the title is said with the flag
		lines = append(lines, "  "+line)
	}
	return lines
}

// raw is the server's answer behind an error, indented, or nothing.
func raw(err error) []string {
	var explained walk.Explained
	if !errors.As(err, &explained) || explained.Raw() == "" {
		return nil
	}
	var lines []string
	for _, line := range strings.Split(explained.Raw(), "\n") {
		lines = append(lines, "  "+line)
	}
	return lines
}

func said(err error) string { return plain.Text(err.Error()) }
