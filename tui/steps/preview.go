package steps

import (
	"fmt"
	"path/filepath"

	"pomerium-auth0/config"
	"pomerium-auth0/internal/secret"
	"pomerium-auth0/internal/text"
	"pomerium-auth0/tui/walk"
)

// preview is the last step that asks: what is typed into a console, and the
// file as it will be.
func preview(o Options) []walk.Item {
	return []walk.Item{
		{Name: ValuesToType, Rail: railPreview, Applies: typesValues, Question: valuesQuestion()},
		{Name: Shown, Rail: railPreview, Applies: onlyShows, Question: shownQuestion()},
		{Name: ChangeSave, Rail: railPreview, Change: &walk.Change{
			Plan:    planSave,
			Say:     func(v *walk.View, _ walk.Plan) walk.Words { return saySave(o, v) },
			Options: saveOptions,
			Doing: func(_ *walk.View, plan walk.Plan) string {
				return "Saving " + text.Line(plan.Operations[0].Object.Name)
			},
			Stale: []string{LookFile, LookEdit},
		}},
	}
}

// edited is empty in a walk that edits nothing.
func edited(v *walk.View) EditFact {
	fact, _ := v.Fact(LookEdit).(EditFact)
	return fact
}

func onlyShows(v *walk.View) bool {
	form, _ := destination(v)
	return form == FormShow && versionOf(v).WritesFile() && !versionOf(v).IsZero()
}

func shownQuestion() *walk.Question {
	return &walk.Question{
		Kind: walk.Pick,
		Say: func(v *walk.View) walk.Words {
			e := edited(v).Edited
			return walk.Words{
				Title: "The settings, to be put there by hand",
				Short: "The settings to put there",
				Lead:  "Nothing is saved. Secrets are hidden until you reveal them.",
				Rows:  usedAsFound(v),
				File:  &walk.File{Path: shownPath(v), Lines: append(lines(e), remarkLines(e.Remarks)...), Foot: "shown only"},
				About: []walk.Row{{Key: "unattended", Value: "--format show; --reveal-secrets prints the secrets"}},
			}
		},
		Options: func(v *walk.View) []walk.Option {
			options := []walk.Option{{Value: walk.TextOf(Yes), Label: "Done", Enter: "finish", EnterShort: "finish"}}
			if fileOf(v).Trial.NeedsRoot {
				options[0].Note = "or start again as root, to have them saved"
			}
			return append(options, otherForms(), checkOption(v))
		},
		Otherwise: otherwise(Yes),
	}
}

func otherForms() walk.Option {
	return walk.Option{Label: "Other forms", Note: "environment, or only show", Enter: "choose a form", EnterShort: "choose", Event: walk.Goto{Name: Format}}
}

func checkOption(v *walk.View) walk.Option {
	option := walk.Option{Label: checkLine(v), Enter: "show the checks", EnterShort: "show", Event: walk.Goto{Name: AllowFailedChecks}}
	if v.Text(Access) != ByHand {
		option.Note = "see them, or take other applications"
	}
	return option
}

// usedAsFound is said here where no question after the applications has said it.
func usedAsFound(v *walk.View) []walk.Row {
	if !rolesAreRead(v) || typesValues(v) {
		return nil
	}
	return asTheyShouldBe(v, &web, &m2m)
}

func planSave(v *walk.View) walk.Plan {
	form, path := destination(v)
	edit := edited(v)
	if form == FormShow || !v.Fresh(LookEdit) || edit.Err != nil || edit.Edited.Same() && !elsewhere(v) {
		return walk.Plan{}
	}
	for _, made := range v.Made() {
		if made.Object.Kind == KindFile && made.Object.ID == path && !made.Removed && !made.Unsure && made.Generation > v.Gen(LookEdit) {
			return walk.Plan{} // saved just so
		}
	}
	file := fileOf(v)
	var was any // nil: the file is new
	if !file.Target.IsZero() {
		was = file.Target
	}
	return walk.Plan{Operations: []walk.Operation{{
		Verb:   walk.Write,
		Object: walk.Object{Kind: KindFile, ID: path, Name: path},
		Label:  "file",
		Was:    was,
		Shall:  saving(v, path, edit.Edited.New),
	}}}
}

func saySave(o Options, v *walk.View) walk.Words {
	e := edited(v).Edited
	file := fileOf(v)
	_, path := destination(v)
	path = text.Line(path)
	if !v.Fresh(LookEdit) {
		// A save went wrong, and what stands there now was not read yet.
		return walk.Words{Mark: walk.Failed, Title: "Not saved", Lead: "The next look at " + path + " shows what it holds now."}
	}
	changes := e.Added + e.Changed + e.Removed
	words := walk.Words{
		Title: "Save " + counted(changes, "changed line"),
		Short: counted(changes, "change") + " in " + filepath.Base(path),
		Lead:  whatSavingDoes(o, v),
		Rows:  usedAsFound(v),
		File:  &walk.File{Path: path, Lines: lines(e), Foot: foot(file.Trial)},
		About: []walk.Row{
			{Key: "method", Value: file.Trial.Method.String() + reasonOf(file.Trial.Reason)},
			{Key: "backup", Value: backupName(file.Trial)},
			{Key: "unattended", Value: "--yes saves; --dry-run only shows"},
		},
	}
	if file.Overtaken != "" {
		words.Rows = append([]walk.Row{overtaken(text.Line(file.Overtaken))}, words.Rows...)
	}
	if elsewhere(v) {
		words.Title, words.Short = "Save a copy with "+counted(changes, "changed line"), counted(changes, "change")+" in the copy "+filepath.Base(path)
	}
	switch {
	case !file.Trial.Exists && file.Content == nil, !file.Trial.Exists && !elsewhere(v):
		words.Title, words.Short = "Save a new file of "+counted(changes, "line"), "New file "+filepath.Base(path)
	case e.Unchanged == 1:
		words.Title += ", 1 stays as it is"
	case e.Unchanged > 1:
		words.Title += fmt.Sprintf(", %d stay as they are", e.Unchanged)
	}
	words.File.Lines = append(words.File.Lines, remarkLines(e.Remarks)...)
	words.File.Lines = append(words.File.Lines, remarkLines(file.Trial.Remarks)...)
	if file.Trial.ReadByAll {
		words.File.Lines = append(words.File.Lines, remarkLines([]string{openToAll})...)
		words.File.Lines = append(words.File.Lines, walk.Line{Before: o.Started.closeToOthers(file.Trial.Real).String(), Aside: true})
	}
	return words
}

// overtaken says why a plan that was confirmed is shown again.
func overtaken(path string) walk.Row {
	return walk.Row{Mark: walk.Warned, Key: "not saved", Value: "another program changed " + path + " in the meantime. This is the new difference."}
}

// The mode of a file is the operator's, and is kept: whom it lets read the
// secrets is said, with what changes it.
const openToAll = "the file is readable by every user of this machine, secrets included; close it where Pomerium runs as its owner or in its group"

// remarkLines stand below the difference: what is done beside it, and what is
// left as it is.
func remarkLines(remarks []string) []walk.Line {
	var shown []walk.Line
	for _, remark := range remarks {
		shown = append(shown, walk.Line{Before: "note: " + remark, Aside: true})
	}
	return shown
}

func reasonOf(reason string) string {
	if reason == "" {
		return ""
	}
	return ": " + reason
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func foot(trial config.Trial) string {
	words := "owner " + trial.Owned()
	if trial.ReadByAll {
		words += ", readable by all"
	}
	switch {
	case !trial.Exists:
		return words
	case trial.Method == config.InPlace && !trial.Backup:
		return words + ", in place, no backup"
	case trial.Method == config.InPlace:
		return words + ", in place, backup beside it"
	}
	return words + ", backup beside it"
}

func backupName(trial config.Trial) string {
	switch {
	case !trial.Exists:
		return "none: the file is new"
	case trial.Method == config.InPlace && !trial.Backup:
		return "none can be made"
	}
	return text.Line(filepath.Base(trial.Real)) + ".bak- and the time, beside the file"
}

// whatSavingDoes says what the file sets off once it is saved, and what is
// still missing for it.
func whatSavingDoes(o Options, v *walk.View) string {
	form, _ := destination(v)
	before := ""
	if current := fileOf(v).Contents; current.Provider != "" && current.Provider != "auth0" && !current.IsSample() {
		before = ", not " + current.Provider
	}
	runs := detection(v).Runs
	switch missing := shownPaths(fileOf(v).MissingFiles); {
	case o.Practice != nil:
		return "This is practice: Pomerium starts with it, and nobody can sign in."
	case elsewhere(v):
		return copyStays(v)
	case form == FormEnv:
		return "Pomerium reads it where it is started with this file as its environment."
	case isRunning(v):
		return "Pomerium reads it by itself: users then sign in through Auth0" + before + "."
	case runs == config.OnThisMachine && len(missing) > 0:
		return "Pomerium does not start with it before " + are(missing) + " there."
	case runs == config.InContainer:
		return "Pomerium reads it by itself if its container runs: users then sign in through Auth0" + before + "."
	case len(missing) > 0:
		return "Once Pomerium is started with it, users sign in through Auth0. " + are(missing) + " not on this machine."
	}
	return "Once Pomerium is started with it, users sign in through Auth0" + before + "."
}

func saveOptions(v *walk.View, plan walk.Plan) []walk.Option {
	return []walk.Option{
		{Label: "Save", Enter: "save", EnterShort: "save", Event: walk.Confirmed{Name: ChangeSave, Plan: plan}},
		saveElsewhere(v),
		otherForms(),
		checkOption(v),
	}
}

// lines are the difference as a screen shows it, the service account decoded
// beside it.
func lines(e config.Edited) []walk.Line {
	var shown []walk.Line
	for _, line := range e.Lines {
		l := walk.Line{}
		switch line.Sign {
		case '+':
			l.Mark = walk.Added
		case '-':
			l.Mark = walk.Removed
		}
		for _, part := range line.Parts {
			switch {
			case part.Secret.IsZero() && l.Secret.IsZero():
				l.Before += part.Text
			case part.Secret.IsZero():
				l.After += part.Text
			case l.Secret.IsZero():
				l.Secret = part.Secret
			default:
				l.After += secret.Mask
			}
		}
		shown = append(shown, l)
		if line.Sign == '+' && line.Decoded != (config.ServiceAccount{}) {
			shown = append(shown,
				walk.Line{Before: "decoded client_id: " + line.Decoded.ClientID, Aside: true},
				walk.Line{Before: "decoded secret: ", Secret: line.Decoded.Secret, Aside: true})
			if line.Decoded.Domain != "" {
				shown = append(shown, walk.Line{Before: "decoded domain: " + line.Decoded.Domain, Aside: true})
			}
		}
	}
	return shown
}
