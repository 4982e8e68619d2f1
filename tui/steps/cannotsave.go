package steps

import (
	"errors"

	"pomerium-auth0/config"
	"pomerium-auth0/internal/secret"
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
			words := walk.Words{
				Mark:  walk.Failed,
				Title: "The file could not be saved at the end",
				Short: "The file could not be saved",
				Lead:  sentence(file.Trial.Reason),
				About: []walk.Row{{Key: "unattended", Value: "--format show, or another --config"}},
			}
			var unusable *config.Unusable
			switch {
			case errors.As(file.Problem, &unusable):
				words.Title, words.Short = shownPath(v)+" cannot be changed as it is", "The file cannot be changed"
				words.Lead = sentence(unusable.Error())
			case file.Trial.NeedsRoot:
				words.Lead += " Start again with this command; it keeps your answers."
				words.Address = againAsRoot(o, v)
			}
			return words
		},
		Options: func(v *walk.View) []walk.Option {
			options := []walk.Option{
				{Label: "Leave", Note: "nothing was changed", Enter: "leave", EnterShort: "leave", Event: walk.Quit{}},
				{Label: "Look again", Note: "it is mended", Enter: "look again", EnterShort: "again", Event: walk.Goto{Name: LookFile}},
				{Label: "Use another file", Enter: "choose a file", EnterShort: "choose", Event: walk.Goto{Name: Config}},
			}
			if fileOf(v).Block {
				options = append(options, walk.Option{
					Value: walk.TextOf(FormShow), Label: "Go on, and only show the settings",
					Note: "you put them there", Enter: "go on", EnterShort: "go on",
				})
			}
			return options
		},
		Valid: func(v *walk.View, value walk.Value) error {
			if value.Text != FormShow || !fileOf(v).Block {
				return errors.New("choose how to go on without this file")
			}
			return nil
		},
	}
}

// againAsRoot is the command that starts this walk again with the rights it
// needs. It holds the answers so far, none of which is a secret.
func againAsRoot(o Options, v *walk.View) string {
	args := []string{"--config", fileOf(v).Path}
	if version := v.Text(PomeriumVersion); version != "" {
		args = append(args, "--"+PomeriumVersion, version)
	}
	if form := v.Text(Format); form != FormConfig {
		args = append(args, "--"+Format, form)
	}
	for _, name := range []string{
		AuthenticateURL, Domain, TenantDomain, ManagementID, WebApp, WebAppName, WebAppID, M2MApp, M2MAppName, M2MAppID,
	} {
		// A domain may have been given as a token, which names it.
		if given, was := v.Given(name); was && given.Value.Secret.IsZero() && !secret.LooksLike(given.Value.Text) {
			args = append(args, "--"+name, given.Value.Text)
		}
	}
	if _, was := v.Given(AcceptDomain); was {
		args = append(args, "--"+AcceptDomain)
	}
	return config.SudoCommand(o.Program, args)
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
		Valid: func(v *walk.View, _ walk.Value) error { return edited(v).Err },
	}
}
