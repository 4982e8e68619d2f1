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

// pomerium is the first step: which Pomerium, which file, and the one thing
// that must be asked, the authenticate service URL.
func pomerium(o Options) []walk.Item {
	return []walk.Item{
		detectItem(o),
		{Name: Config, Rail: railPomerium, Question: configQuestion(o)},
		{Name: Format, Rail: railPomerium, Question: formatQuestion(o)},
		{Name: SaveAs, Rail: railPomerium, Applies: func(v *walk.View) bool { form, _ := formOf(v.Text(Format)); return form != FormShow }, Question: saveAsQuestion()},
		{Name: LookFile, Rail: railPomerium, Look: &walk.Look{
			Local: true,
			Usual: FileFact{},
			Request: func(v *walk.View) any {
				path := v.Text(Config)
				if path == "" {
					return nil
				}
				request := FileRequest{Path: path, Detected: firstLook(v).File, Practice: o.Practice != nil}
				if o.Practice != nil {
					request.Detected = path
				}
				switch form, target := formOf(v.Text(Format)); form {
				case FormConfig:
					request.Target, request.Copy = orElse(target, path), elsewhere(v)
				case FormEnv:
					request.Target = target
				}
				return request
			},
			Doing: func(v *walk.View) walk.Row {
				return walk.Row{Key: "the file", Value: "reading " + shownPath(v)}
			},
		}},
		whoseItem(Whose, foreignFile, Config, "--config PATH"),
		whoseItem(WhoseTarget, foreignTarget, SaveAs, "--format with =PATH"),
		{Name: FindVersion, Rail: railPomerium, Question: findVersionQuestion()},
		{Name: PomeriumVersion, Rail: railPomerium, Question: versionQuestion(o)},
		{Name: CannotSave, Rail: railPomerium, Applies: cannotSave, Question: cannotSaveQuestion(o)},
		{Name: AuthenticateURL, Rail: railPomerium, Question: authenticateURLQuestion(o)},
	}
}

// detectItem looks at this machine for what suggests answers.
func detectItem(o Options) walk.Item {
	return walk.Item{Name: LookDetect, Rail: railPomerium, Look: &walk.Look{
		Local: true,
		Usual: &config.Detection{},
		Request: func(v *walk.View) any {
			if o.Practice != nil {
				return nil
			}
			given, _ := v.Given(Config)
			return DetectRequest{Config: given.Value.Text}
		},
		Doing: func(*walk.View) walk.Row {
			return walk.Row{Key: "this server", Value: "looking for Pomerium and its file"}
		},
	}}
}

// firstLook is what was detected before the file was chosen.
func firstLook(v *walk.View) *config.Detection { return v.Fact(LookDetect).(*config.Detection) }

func fileOf(v *walk.View) FileFact { return v.Fact(LookFile).(FileFact) }

// detection is what was detected about the chosen file.
func detection(v *walk.View) *config.Detection {
	if about := fileOf(v).About; about != nil {
		return about
	}
	return firstLook(v)
}

// versionOf is Pomerium's version, zero before it is known.
func versionOf(v *walk.View) config.Version {
	version, err := config.ParseVersion(v.Text(PomeriumVersion))
	if err != nil {
		return config.Version{}
	}
	return version
}

// authenticateURL is the address of the authenticate service, zero before it
// is known.
func authenticateURL(v *walk.View) config.AuthenticateURL {
	address, _, err := config.ParseAuthenticateURL(v.Text(AuthenticateURL))
	if err != nil {
		return config.AuthenticateURL{}
	}
	return address
}

// formOf takes FORM=PATH apart.
func formOf(text string) (form, path string) {
	form, path, _ = strings.Cut(text, "=")
	return form, path
}

// withPath gives a form its path, cleaned, or its usual one.
func withPath(o Options, format string) string {
	switch form, path := formOf(format); {
	case form == FormConfig && path != "":
		return form + "=" + cleanPath(path)
	case form != FormEnv || path != "":
		return format
	case o.Practice != nil:
		return FormEnv + "=" + o.Practice.Environment
	}
	return FormEnv + "=./pomerium.env"
}

// destination is the form that is written, which is none where the file can
// not be saved and the operator chose to see the settings only.
func destination(v *walk.View) (form, path string) {
	if v.Text(CannotSave) == FormShow || versionOf(v).Kind() == config.Zero {
		return FormShow, ""
	}
	form, path = formOf(v.Text(Format))
	if form == FormConfig {
		path = orElse(path, v.Text(Config))
	}
	return form, path
}

// shownPath is the configuration file as a screen shows it.
func shownPath(v *walk.View) string { return text.Line(v.Text(Config)) }

func configQuestion(o Options) *walk.Question {
	return &walk.Question{
		Kind: walk.Text,
		Say: func(v *walk.View) walk.Words {
			words := walk.Words{
				Title: "Which file is Pomerium's configuration?",
				Short: "Pomerium's configuration file",
				Lead:  "It is read for what is there, and changed only after you have seen how.",
				Label: "File",
				Help:  "An absolute path, or one from this folder. It need not exist yet.",
				Enter: "use this file", EnterShort: "use",
				About: []walk.Row{
					{Key: "find it", Value: "it follows -config where Pomerium is started, or is mounted at /pomerium/config.yaml in its container"},
					{Key: "unattended", Value: "--config"},
				},
			}
			switch d := firstLook(v); {
			case d.File != "" || len(d.Files) == 0:
			case !d.Files[0].Whose.Believed():
				words.Lead = "Other users can change what was found, so nothing is preselected. " + words.Lead
			case len(d.Files) > 1:
				words.Lead = "Several were found, and nothing tells which is meant. " + words.Lead
			}
			return words
		},
		Options: func(v *walk.View) []walk.Option {
			var options []walk.Option
			for _, file := range firstLook(v).Files {
				options = append(options, walk.Option{
					Value: walk.TextOf(file.Path), Label: text.Line(file.Path), Note: foundNote(file), Enter: "use this file", EnterShort: "use",
				})
			}
			return options
		},
		Suggest: func(v *walk.View) (walk.Suggestion, bool) {
			if o.Practice != nil {
				return found(o.Practice.Config, "a file to practise with")
			}
			d := firstLook(v)
			if d.File == "" {
				return walk.Suggestion{}, false
			}
			return found(d.File, d.FileReason)
		},
		Quiet: always,
		Valid: func(_ *walk.View, value walk.Value) error {
			if strings.TrimSpace(value.Text) == "" {
				return errNoPath
			}
			return nil
		},
		Take: func(_ *walk.View, value walk.Value) (map[string]walk.Value, error) {
			return map[string]walk.Value{Config: walk.TextOf(cleanPath(value.Text))}, nil
		},
	}
}

// foundNote says what led to a file and, where it isn't believed, why.
func foundNote(file config.FileFound) string {
	if file.Whose.Believed() {
		return file.Reason
	}
	return file.Reason + "; " + file.Whose.Words()
}

func formatQuestion(o Options) *walk.Question {
	return &walk.Question{
		Kind: walk.Pick,
		Say: say(walk.Words{
			Title: "In which form do you want the settings?",
			Short: "In which form?",
			Lead:  "Pomerium reads them from its file and from its environment, which wins.",
			About: []walk.Row{{Key: "unattended", Value: "--format config, config=PATH (a changed copy), env, env=PATH or show"}},
		}),
		Options: func(v *walk.View) []walk.Option {
			env := walk.TextOf(withPath(o, FormEnv))
			if answer := v.Text(Format); strings.HasPrefix(answer, FormEnv+"=") {
				env = walk.TextOf(answer)
			}
			_, variables := formOf(env.Text)
			return []walk.Option{
				{Value: walk.TextOf(FormConfig), Label: "Pomerium's own file", Note: shownPath(v), Enter: "write that file", EnterShort: "choose"},
				{Value: env, Label: "Environment variables", Note: "in the file " + text.Line(variables), Enter: "write those", EnterShort: "choose"},
				{Value: walk.TextOf(FormShow), Label: "Show them, save nothing", Enter: "show them", EnterShort: "choose"},
			}
		},
		Suggest:   func(*walk.View) (walk.Suggestion, bool) { return derived(FormConfig, "") },
		Otherwise: otherwise(FormConfig),
		Quiet:     always,
		Take: func(_ *walk.View, value walk.Value) (map[string]walk.Value, error) {
			return map[string]walk.Value{Format: walk.TextOf(withPath(o, value.Text))}, nil
		},
		Valid: validFormat,
	}
}

func validFormat(v *walk.View, value walk.Value) error {
	switch form, path := formOf(value.Text); {
	case form == FormEnv && path == "-":
		return errors.New("the variables are written to a file: give its path, or the form show to see them only")
	case form == FormEnv && filepath.Clean(path) == v.Text(Config):
		return fmt.Errorf("%s is Pomerium's configuration file: give the variables a file of their own", text.Line(path))
	case form == FormConfig && path != "":
		return validCopy(v, path)
	case form == FormEnv, path == "" && (form == FormConfig || form == FormShow):
		return nil
	}
	return fmt.Errorf("%q is no form of settings: give config, config=PATH, env, env=PATH or show", text.Cut(text.Line(value.Text), 40))
}

// sentence makes an error a sentence of its own. A name at its beginning stays
// as it is written.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	first, _, _ := strings.Cut(s, " ")
	if strings.Trim(first, "abcdefghijklmnopqrstuvwxyz',") == "" {
		s = strings.ToUpper(s[:1]) + s[1:]
	}
	if !strings.HasSuffix(s, ".") {
		s += "."
	}
	return s
}
