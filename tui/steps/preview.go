package steps

import (
	"fmt"
	"path/filepath"
	"strings"

	"pomerium-auth0/config"
	"pomerium-auth0/internal/secret"
	"pomerium-auth0/tui/walk"
)

// preview is the last step that asks: what is typed into a console, and the
// file as it will be.
func preview(o Options) []walk.Item {
	return []walk.Item{
		{Name: ValuesToType, Rail: railPreview, Applies: typesValues, Question: valuesQuestion()},
		{Name: Shown, Rail: railPreview, Applies: onlyShows, Question: shownQuestion(o)},
		{Name: ChangeSave, Rail: railPreview, Change: &walk.Change{
			Plan:    planSave,
			Say:     saySave,
			Options: saveOptions,
			Doing:   func(_ *walk.View, plan walk.Plan) string { return "Saving " + plan.Operations[0].Object.Name },
			Stale:   []string{LookFile, LookEdit},
		}},
	}
}

// typesValues: something of what was made is typed into a console.
func typesValues(v *walk.View) bool {
	version := versionOf(v)
	if version.Kind() == config.Zero {
		return true
	}
	_, has := account(v)
	return version.Kind() == config.Enterprise && has
}

func valuesQuestion() *walk.Question {
	return &walk.Question{
		Kind: walk.Pick,
		Say: func(v *walk.View) walk.Words {
			words := walk.Words{
				Title: "Values to type into the console",
				Rows:  Values(v),
				About: []walk.Row{{Key: "unattended", Value: "--reveal-secrets prints them"}},
			}
			if versionOf(v).Kind() == config.Zero {
				words.Lead = "Pomerium Zero keeps them in its console; there is no file. ctrl+r shows one secret at a time."
			} else {
				words.Lead = "Settings → Identity Providers in the Enterprise Console. They are not in the file. ctrl+r shows the secret."
				words.Short = "Values to type"
			}
			return words
		},
		Options: func(v *walk.View) []walk.Option {
			if versionOf(v).Kind() == config.Zero {
				return []walk.Option{{Value: walk.TextOf(Yes), Label: "They are typed, done", Enter: "finish", EnterShort: "finish"}}
			}
			return []walk.Option{{Value: walk.TextOf(Yes), Label: "They are typed, go on to the file", Enter: "go on", EnterShort: "go on"}}
		},
		Otherwise: otherwise(Yes),
	}
}

// Values are what an operator types into the console of Enterprise or Zero.
func Values(v *walk.View) []walk.Row {
	var rows []walk.Row
	add := func(key, value string) { rows = append(rows, walk.Row{Key: key, Value: value}) }
	if versionOf(v).Kind() == config.Zero {
		add("Identity Provider", "Custom: auth0")
		add("Provider URL", domainOf(v).URL())
		add("Client ID", web.clientID(v))
		rows = append(rows, walk.Row{Key: "Client Secret", Secret: web.clientSecret(v)})
		add("Authenticate Service URL", authenticateURL(v).String())
	}
	if account, has := account(v); has {
		if len(rows) > 0 {
			add("Directory Sync", "Auth0")
		}
		add("Client ID", account.ClientID)
		rows = append(rows, walk.Row{Key: "Client Secret", Secret: account.Secret})
		add("Domain", tenantOf(v).Host())
	}
	return rows
}

func edited(v *walk.View) EditFact { return v.Fact(LookEdit).(EditFact) }

func onlyShows(v *walk.View) bool {
	form, _ := destination(v)
	return form == FormShow && versionOf(v).WritesFile() && !versionOf(v).IsZero()
}

func shownQuestion(o Options) *walk.Question {
	return &walk.Question{
		Kind: walk.Pick,
		Say: func(v *walk.View) walk.Words {
			words := walk.Words{
				Title: "The settings, to be put there by hand",
				Short: "The settings to put there",
				Lead:  "Nothing is saved. ctrl+r shows one secret at a time.",
				File:  &walk.File{Path: v.Text(Config), Lines: lines(edited(v).Edited), Foot: "shown only"},
			}
			return words
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
	return walk.Option{Label: checkLine(v), Enter: "show the checks", EnterShort: "show", Event: walk.Goto{Name: AllowFailedChecks}}
}

func planSave(v *walk.View) walk.Plan {
	form, path := destination(v)
	edit := edited(v)
	if form == FormShow || !v.Fresh(LookEdit) || edit.Err != nil || edit.Edited.Same() {
		return walk.Plan{}
	}
	for _, made := range v.Made() {
		if made.Object.Kind == KindFile && made.Object.ID == path && made.Generation > v.Gen(LookEdit) {
			return walk.Plan{} // saved just so
		}
	}
	file := fileOf(v)
	return walk.Plan{Operations: []walk.Operation{{
		Verb:   walk.Write,
		Object: walk.Object{Kind: KindFile, ID: path, Name: path},
		Label:  "file",
		Was:    file.Target,
		Shall: config.Plan{
			Path: file.Trial.Real, Old: file.Target, New: edit.Edited.New, Method: file.Trial.Method,
		},
	}}}
}

func saySave(v *walk.View, plan walk.Plan) walk.Words {
	e := edited(v).Edited
	file := fileOf(v)
	_, path := destination(v)
	changes := e.Added + e.Changed + e.Removed
	words := walk.Words{
		Title: fmt.Sprintf("Save %s, %d stay as they are", counted(changes, "changed line"), e.Unchanged),
		Short: fmt.Sprintf("%s in %s", counted(changes, "change"), filepath.Base(path)),
		Lead:  whatSavingDoes(v),
		File:  &walk.File{Path: path, Lines: lines(e), Foot: foot(file)},
		About: []walk.Row{
			{Key: "method", Value: file.Trial.Method.String() + reasonOf(file.Trial.Reason)},
			{Key: "unattended", Value: "--yes saves; --dry-run only shows"},
		},
	}
	if !file.Trial.Exists {
		words.Title = fmt.Sprintf("Save a new file of %s", counted(changes, "line"))
	}
	for _, remark := range append(append([]string(nil), e.Remarks...), file.Trial.Remarks...) {
		words.File.Lines = append(words.File.Lines, walk.Line{Before: "note: " + remark, Aside: true})
	}
	if len(file.MissingFiles) > 0 {
		words.File.Lines = append(words.File.Lines, walk.Line{Before: "still missing: " + strings.Join(file.MissingFiles, ", "), Aside: true})
	}
	return words
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

func foot(file FileFact) string {
	words := "owner " + file.Trial.Owned()
	switch {
	case !file.Trial.Exists:
		return words
	case file.Trial.Method == config.InPlace && !file.Trial.Backup:
		return words + ", in place, no backup"
	case file.Trial.Method == config.InPlace:
		return words + ", in place, backup beside it"
	}
	return words + ", backup beside it"
}

// whatSavingDoes says what the file sets off once it is saved.
func whatSavingDoes(v *walk.View) string {
	form, _ := destination(v)
	file, d := fileOf(v), detection(v)
	before := ""
	if provider := file.Contents.Provider; provider != "" && provider != "auth0" && !file.Contents.IsSample() {
		before = ", not " + provider
	}
	if form == FormEnv {
		return "Pomerium reads it where it is started with this file as its environment."
	}
	for _, process := range d.Running {
		if process.Config == file.Path {
			return "Pomerium reads it by itself: users then sign in through Auth0" + before + "."
		}
	}
	if d.Runs == config.InContainer {
		return "Pomerium reads it by itself if its container runs: users then sign in through Auth0" + before + "."
	}
	return "Once Pomerium is started with it, users sign in through Auth0" + before + "."
}

func saveOptions(v *walk.View, plan walk.Plan) []walk.Option {
	return []walk.Option{
		{Label: "Save", Enter: "save", EnterShort: "save", Event: walk.Confirmed{Name: ChangeSave, Plan: plan}},
		{Label: "Save somewhere else", Enter: "choose a file", EnterShort: "choose", Event: walk.Goto{Name: Config}},
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
