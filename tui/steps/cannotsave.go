package steps

import (
	"errors"
	"fmt"
	"slices"

	"pomerium-auth0/config"
	"pomerium-auth0/internal/text"
	"pomerium-auth0/tui/walk"
)

// cannotSave: what is to be written could not be saved at the end, or not be
// edited as it is.
func cannotSave(v *walk.View) bool {
	form, _ := formOf(v.Text(Format))
	if !v.Fresh(LookFile) || form == FormShow || versionOf(v).Kind() == config.Zero {
		return false
	}
	file := fileOf(v)
	return form == FormConfig && file.Problem != nil || file.Trial.Method == config.NotAtAll
}

// cannotSaveQuestion is asked before anything is made: it says what stands in
// the way, and with which command to start again where that helps.
func cannotSaveQuestion(o Options) *walk.Question {
	return &walk.Question{
		Kind: walk.Pick,
		Say: func(v *walk.View) walk.Words {
			file := fileOf(v)
			another := "another --config"
			if form, _ := formOf(v.Text(Format)); form == FormEnv || elsewhere(v) {
				another = "another --format " + form + "=PATH"
			}
			words := walk.Words{
				Mark:  walk.Failed,
				Title: text.Line(file.Trial.Path) + " could not be saved at the end",
				Short: "The file could not be saved",
				Lead:  sentence(file.Trial.Reason),
				About: []walk.Row{{Key: "unattended", Value: another}},
			}
			if file.Block {
				words.About[0].Value = "--format show, or " + another
			}
			switch unusable := unusable(v); {
			case unusable != nil:
				words.Title, words.Short = shownPath(v)+" cannot be changed as it is", "The file cannot be changed"
				words.Lead = sentence(unusable.Error())
			case o.Practice != nil:
				words.Lead += " For practice any new file will do."
			case stuck(o, v):
				words.Lead += " " + sentence(startAgain(v))
				words.Command = o.Started.again(v)
				words.Rows = handingOn(o, v)
			}
			return words
		},
		Options: func(v *walk.View) []walk.Option {
			leave := walk.Option{Label: "Leave", Note: "nothing was changed", Enter: "leave", EnterShort: "leave", Event: walk.Quit{}}
			if len(remaining(v)) > 0 { // for a file that was chosen before
				leave.Note = ""
			}
			another := anotherFile(v)
			if form, _ := formOf(v.Text(Format)); form == FormEnv {
				another = otherForms() // its file is named by the form
			}
			again := walk.Option{Label: "Look again", Note: "it is mended", Enter: "look again", EnterShort: "again", Event: walk.Goto{Name: LookFile}}
			show := walk.Option{
				Value: walk.TextOf(FormShow), Label: "Go on, and only show the settings",
				Note: "you put them there", Enter: "go on", EnterShort: "go on",
			}
			// Leaving comes first only where the command to start again with
			// is what helps; a path that was mistyped is no reason to leave.
			var options []walk.Option
			if stuck(o, v) {
				options = []walk.Option{leave, again, another, show}
			} else {
				options = []walk.Option{another, again, show, leave}
			}
			if elsewhere(v) {
				options = slices.Insert(options, 1, saveOriginal(v))
			}
			if !fileOf(v).Block {
				options = slices.DeleteFunc(options, func(option walk.Option) bool { return option.Event == nil })
			}
			return options
		},
		Failure: func(v *walk.View) error {
			if unusable := unusable(v); unusable != nil {
				return unusable
			}
			return errors.New(fileOf(v).Trial.Reason)
		},
		Valid: func(v *walk.View, value walk.Value) error {
			if value.Text != FormShow || !fileOf(v).Block {
				return errors.New("choose how to go on without this file")
			}
			return nil
		},
	}
}

// stuck reports whether only the rights of this user stand in the way. Nobody
// needs to be root to practise.
func stuck(o Options, v *walk.View) bool {
	return o.Practice == nil && cannotSave(v) && unusable(v) == nil && fileOf(v).Trial.NeedsRoot
}

// unusable says why Pomerium's file cannot be edited, whatever one's rights, where
// that file is the one to save.
func unusable(v *walk.View) *config.Unusable {
	var unusable *config.Unusable
	if form, _ := formOf(v.Text(Format)); form == FormConfig {
		errors.As(fileOf(v).Problem, &unusable)
	}
	return unusable
}

// startAgain stands above the command that does so.
func startAgain(v *walk.View) string {
	for _, question := range []string{APIToken, ManagementSecret, WebAppSecret, M2MAppSecret} {
		given, _ := v.Given(question)
		if kept := v.Kept(question); !kept.Secret.IsZero() && kept != given.Value {
			return "start again with this command; it keeps your answers, but no secret."
		}
	}
	return "start again with this command; it keeps your answers."
}

// handingOn says what becomes of the environment, which sudo does not pass on
// by itself.
func handingOn(o Options, v *walk.View) []walk.Row {
	names, flags := o.Started.handedOn(v)
	if len(names) == 0 {
		return nil
	}
	said := fmt.Sprintf("has to pass on %s. If it refuses, leave --preserve-env out", enumerated(names))
	if len(flags) > 0 {
		said += " and give " + enumerated(flags)
	}
	return []walk.Row{{Key: "sudo", Value: said + "."}}
}

// cannotEdit: the file cannot be edited with what is now known.
func cannotEdit(v *walk.View) bool { return v.Fresh(LookEdit) && edited(v).Err != nil }

// cannotEditQuestion is asked where an edit that went well on trial does not
// with the real settings. Without it a walk would end with nothing saved.
func cannotEditQuestion() *walk.Question {
	return &walk.Question{
		Kind: walk.Pick,
		Say: func(v *walk.View) walk.Words {
			return walk.Words{
				Mark:  walk.Failed,
				Title: "The settings cannot be written there",
				Lead:  sentence(edited(v).Err.Error()),
				About: []walk.Row{{Key: "unattended", Value: "--format show, or another --config"}},
			}
		},
		Options: func(v *walk.View) []walk.Option {
			options := []walk.Option{{Label: "Look again", Note: "it is mended", Enter: "look again", EnterShort: "again", Event: walk.Goto{Name: LookFile}}}
			if form, _ := destination(v); form != FormShow {
				options = append(options, walk.Option{
					Label: "Show the settings instead", Note: "you put them there", Enter: "show them", EnterShort: "show",
					Event: walk.Answered{Name: Format, Value: walk.TextOf(FormShow)},
				})
			}
			return append(options, otherForms())
		},
		Failure: func(v *walk.View) error { return edited(v).Err },
		Valid:   func(v *walk.View, _ walk.Value) error { return edited(v).Err },
	}
}
