package steps

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"pomerium-auth0/config"
	"pomerium-auth0/internal/text"
	"pomerium-auth0/tui/walk"
)

// A file that another user owns or can change is read and written only after
// somebody said that it is meant: by the flag that names it, or here.

// foreignFile is Pomerium's configuration file where it isn't believed and no
// flag names it.
func foreignFile(v *walk.View) (config.Ownership, bool) {
	given, _ := v.Given(Config)
	return foreign(v, fileOf(v).Path, cleanPath(given.Value.Text) == v.Text(Config))
}

// foreignTarget is the same for another file that is to be written.
func foreignTarget(v *walk.View) (config.Ownership, bool) {
	target := fileOf(v).Trial.Path
	if target == fileOf(v).Path {
		return config.Ownership{}, false
	}
	given, _ := v.Given(Format)
	_, named := formOf(given.Value.Text)
	_, path := formOf(v.Text(Format))
	return foreign(v, target, named != "" && cleanPath(named) == cleanPath(path))
}

func foreign(v *walk.View, path string, named bool) (config.Ownership, bool) {
	list := fileOf(v).Foreign
	i := slices.IndexFunc(list, func(o config.Ownership) bool { return o.Path == path })
	if named || i < 0 {
		return config.Ownership{}, false
	}
	return list[i], true
}

// whoseItem asks whether a foreign file is meant. Its answer names the file and
// what is wrong with it, so that it counts for nothing else.
func whoseItem(name string, find func(*walk.View) (config.Ownership, bool), elsewhere, flag string) walk.Item {
	this := func(v *walk.View) string {
		o, _ := find(v)
		return fmt.Sprintf("%s: %s, %s", text.Line(o.Path), o.Words(), o.Owner)
	}
	return walk.Item{Name: name, Rail: railPomerium,
		Applies: func(v *walk.View) bool { _, is := find(v); return is },
		Question: &walk.Question{
			Kind: walk.Pick,
			Say: func(v *walk.View) walk.Words {
				o, _ := find(v)
				return whoseWords(v, o, flag)
			},
			Options: func(v *walk.View) []walk.Option {
				o, _ := find(v)
				return []walk.Option{
					{Label: "No, choose another file", Enter: "choose a file", EnterShort: "choose", Event: walk.Goto{Name: elsewhere}},
					{Value: walk.TextOf(this(v)), Label: "Yes, use " + text.Line(o.Path), Enter: "use it", EnterShort: "use it"},
					{Label: "I fixed it: check again", Enter: "check again", EnterShort: "again", Event: walk.Goto{Name: LookFile}},
				}
			},
			Valid: func(v *walk.View, value walk.Value) error {
				if value.Text != this(v) {
					return errors.New("choose whether to use this file")
				}
				return nil
			},
		},
	}
}

func whoseWords(v *walk.View, o config.Ownership, flag string) walk.Words {
	words := walk.Words{
		Mark:  walk.Warned,
		Title: "Other users can change this file",
		Lead:  sentence(o.Words()),
		Rows:  []walk.Row{{Key: "file", Value: text.Line(o.Path)}},
		About: []walk.Row{{Key: "unattended", Value: flag}},
	}
	owner := fmt.Sprintf("%s, mode %04o", o.Owner, o.Mode)
	if o.Exists {
		words.Rows = append(words.Rows, walk.Row{Key: "owner", Value: owner})
	} else {
		words.Rows = append(words.Rows, walk.Row{Key: "folder", Value: owner})
	}
	written := fileOf(v).Trial.Path == o.Path && fileOf(v).Trial.Whose == o
	name, _, _ := strings.Cut(o.Owner, " (")
	switch {
	case o.Verdict.Unknown:
		words.Title = "The owner of this file is unknown"
	case o.Verdict.ByOwner() && o.Exists && o.Verdict.Path == o.Real:
		words.Title, words.Lead = "This file belongs to another user", ""
		if written {
			words.Lead = "The client secret would be written to a file that " + name + " can read."
			return words
		}
	case o.Verdict.ByOwner():
		words.Title = "This file is in another user's folder"
	}
	if written {
		words.Lead += " The client secret would be written there."
	} else {
		words.Lead += " What it says would be used, secrets included."
	}
	words.Lead = strings.TrimSpace(words.Lead)
	return words
}
