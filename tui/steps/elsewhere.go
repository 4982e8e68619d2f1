package steps

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"pomerium-auth0/config"
	"pomerium-auth0/internal/text"
	"pomerium-auth0/tui/walk"
)

// elsewhere reports whether the configuration is saved to another file than the
// one it is read from, which then stays as it is.
func elsewhere(v *walk.View) bool {
	form, path := formOf(v.Text(Format))
	return form == FormConfig && path != "" && path != v.Text(Config)
}

// saveAsQuestion asks for the file to write. Its answer is part of the form.
func saveAsQuestion() *walk.Question {
	return &walk.Question{
		Kind: walk.Text,
		Say: func(v *walk.View) walk.Words {
			words := walk.Words{
				Title: "Where do you want to save the changed copy?",
				Short: "Where to save the copy?",
				Lead:  "The copy holds everything in " + shownPath(v) + ", with the changes. That file stays as it is.",
				Label: "File",
				Help:  "An absolute path, or one from this folder. The file must not exist yet.",
				Enter: "use this file", EnterShort: "use",
				About: []walk.Row{{Key: "unattended", Value: "--format config=PATH"}},
			}
			if form, _ := formOf(v.Text(Format)); form == FormEnv {
				words.Title, words.Short = "Which file do you want the variables in?", "File for the variables"
				words.Lead = "Other variables in it are kept."
				words.Help = "An absolute path, or one from this folder."
				words.About[0].Value = "--format env=PATH"
			}
			return words
		},
		Suggest: func(v *walk.View) (walk.Suggestion, bool) {
			_, path := formOf(v.Text(Format))
			return found(orElse(path, v.Text(Config)), "")
		},
		Quiet: always,
		Remark: func(v *walk.View, value walk.Value) walk.Remark {
			if form, _ := formOf(v.Text(Format)); form == FormConfig && cleanPath(value.Text) == v.Text(Config) {
				return walk.Remark{Text: "This is the file itself: it will be changed, and no copy is saved.", Short: "the file itself: no copy is saved", Mark: walk.Warned}
			}
			return walk.Remark{}
		},
		Take: func(v *walk.View, value walk.Value) (map[string]walk.Value, error) {
			path := cleanPath(value.Text)
			if path == "" {
				return nil, errNoPath
			}
			form, _ := formOf(v.Text(Format))
			if form == FormConfig && path == v.Text(Config) {
				return map[string]walk.Value{Format: walk.TextOf(FormConfig)}, nil
			}
			return map[string]walk.Value{Format: walk.TextOf(form + "=" + path)}, nil
		},
	}
}

// saveOriginal leads back from a copy that can't be saved to the file itself.
func saveOriginal(v *walk.View) walk.Option {
	return walk.Option{
		Label: "Save no copy, change the file itself", Note: shownPath(v), Enter: "change that file", EnterShort: "change",
		Event: walk.Answered{Name: Format, Value: walk.TextOf(FormConfig)},
	}
}

var errNoPath = errors.New("a path is needed, such as /etc/pomerium/config.yaml")

// cleanPath is a path as it was typed, perhaps in quotes.
func cleanPath(typed string) string {
	path := strings.Trim(strings.TrimSpace(typed), `"'`)
	if path != "" {
		path = filepath.Clean(path)
	}
	return path
}

// validCopy refuses a file that Pomerium would read in another form than the one
// it is made from.
func validCopy(v *walk.View, path string) error {
	form, err := config.FormOf(path)
	if err != nil {
		return err
	}
	if from, err := config.FormOf(v.Text(Config)); err == nil && from != form {
		return fmt.Errorf("%s must end in %s, like the file it is a copy of", text.Line(path), filepath.Ext(v.Text(Config)))
	}
	return nil
}

// anotherFile leads to where the file to write is chosen.
func anotherFile(v *walk.View) walk.Option {
	option := walk.Option{Label: "Use another file", Enter: "choose a file", EnterShort: "choose", Event: walk.Goto{Name: Config}}
	if form, _ := formOf(v.Text(Format)); form == FormEnv || elsewhere(v) {
		option.Event = walk.Goto{Name: SaveAs}
	}
	return option
}

// saveElsewhere leads to where another file is named: for a copy of a file that
// is there, else for the new one.
func saveElsewhere(v *walk.View) walk.Option {
	option := anotherFile(v)
	option.Label = "Save somewhere else"
	if fileOf(v).Content != nil {
		option.Event = walk.Goto{Name: SaveAs}
	}
	return option
}

// copyStays says what a copy changes: nothing until Pomerium is started with it.
func copyStays(v *walk.View) string {
	return text.Line(fileOf(v).Path) + " stays as it is. Start Pomerium with -config " + text.Line(fileOf(v).Trial.Path) + " to use the copy."
}
