package steps

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"pomerium-auth0/config"
	"pomerium-auth0/tui/walk"
)

// pomerium is the first step: which Pomerium, which file, and the one thing
// that must be asked, the authenticate service URL.
func pomerium(o Options) []walk.Item {
	return []walk.Item{
		{Name: LookDetect, Rail: railPomerium, Look: &walk.Look{
			Local: true,
			Usual: config.Detection{},
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
		}},
		{Name: Config, Rail: railPomerium, Question: configQuestion(o)},
		{Name: Format, Rail: railPomerium, Question: formatQuestion()},
		{Name: LookFile, Rail: railPomerium, Look: &walk.Look{
			Local: true,
			Usual: FileFact{},
			Request: func(v *walk.View) any {
				path := v.Text(Config)
				if path == "" {
					return nil
				}
				request := FileRequest{Path: path}
				switch form, target := formOf(v.Text(Format)); form {
				case FormConfig:
					request.Target = path
				case FormEnv:
					request.Target = target
				}
				return request
			},
			Doing: func(v *walk.View) walk.Row {
				return walk.Row{Key: "the file", Value: "reading " + v.Text(Config)}
			},
		}},
		{Name: FindVersion, Rail: railPomerium, Question: findVersionQuestion()},
		{Name: PomeriumVersion, Rail: railPomerium, Question: versionQuestion(o)},
		{Name: CannotSave, Rail: railPomerium, Applies: cannotSave, Question: cannotSaveQuestion(o)},
		{Name: AuthenticateURL, Rail: railPomerium, Question: authenticateURLQuestion(o)},
	}
}

func detection(v *walk.View) config.Detection { return v.Fact(LookDetect).(config.Detection) }
func fileOf(v *walk.View) FileFact            { return v.Fact(LookFile).(FileFact) }

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

// formOf takes FORM=PATH apart and gives a form its usual path.
func formOf(text string) (form, path string) {
	form, path, _ = strings.Cut(text, "=")
	if form == FormEnv && path == "" {
		path = "./pomerium.env"
	}
	return form, path
}

// destination is the form that is written, which is none where the file can
// not be saved and the operator chose to see the settings only.
func destination(v *walk.View) (form, path string) {
	if v.Text(CannotSave) == FormShow || versionOf(v).Kind() == config.Zero {
		return FormShow, ""
	}
	form, path = formOf(v.Text(Format))
	if form == FormConfig {
		path = v.Text(Config)
	}
	return form, path
}

func configQuestion(o Options) *walk.Question {
	return &walk.Question{
		Kind: walk.Text,
		Say: say(walk.Words{
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
		}),
		Options: func(v *walk.View) []walk.Option {
			var options []walk.Option
			for _, file := range detection(v).Files {
				options = append(options, walk.Option{
					Value: walk.TextOf(file.Path), Label: file.Path, Note: file.Reason, Enter: "use this file", EnterShort: "use",
				})
			}
			return options
		},
		Suggest: func(v *walk.View) (walk.Suggestion, bool) {
			if o.Practice != nil {
				return found(o.Practice.Config, "a file to practise with")
			}
			d := detection(v)
			if d.File == "" {
				return walk.Suggestion{}, false
			}
			return found(d.File, d.FileReason)
		},
		Quiet: always,
		Valid: func(_ *walk.View, value walk.Value) error {
			if strings.TrimSpace(value.Text) == "" {
				return errors.New("a path is needed, such as /etc/pomerium/config.yaml")
			}
			return nil
		},
		Take: func(_ *walk.View, value walk.Value) (map[string]walk.Value, error) {
			path := strings.Trim(strings.TrimSpace(value.Text), `"'`)
			if path != "" {
				path = filepath.Clean(path)
			}
			return map[string]walk.Value{Config: walk.TextOf(path)}, nil
		},
	}
}

func formatQuestion() *walk.Question {
	return &walk.Question{
		Kind: walk.Pick,
		Say: say(walk.Words{
			Title: "In which form do you want the settings?",
			Short: "In which form?",
			Lead:  "Pomerium reads them from its file or from its environment, which wins.",
			About: []walk.Row{{Key: "unattended", Value: "--format config, env, env=PATH or show"}},
		}),
		Options: func(v *walk.View) []walk.Option {
			options := []walk.Option{
				{Value: walk.TextOf(FormConfig), Label: "Pomerium's own file", Note: v.Text(Config), Enter: "write that file", EnterShort: "choose"},
				{Value: walk.TextOf(FormEnv), Label: "Environment variables", Note: "a new file ./pomerium.env", Enter: "write those", EnterShort: "choose"},
				{Value: walk.TextOf(FormShow), Label: "Show them, save nothing", Enter: "show them", EnterShort: "choose"},
			}
			if given := v.Text(Format); strings.HasPrefix(given, FormEnv+"=") {
				options[1].Value, options[1].Note = walk.TextOf(given), "a new file "+strings.TrimPrefix(given, FormEnv+"=")
			}
			return options
		},
		Suggest:   func(*walk.View) (walk.Suggestion, bool) { return derived(FormConfig, "") },
		Otherwise: otherwise(FormConfig),
		Quiet:     always,
		Valid: func(_ *walk.View, value walk.Value) error {
			switch form, path, _ := strings.Cut(value.Text, "="); {
			case form == FormEnv, path == "" && (form == FormConfig || form == FormShow):
				return nil
			}
			return fmt.Errorf("%q is no form of settings: give config, env, env=PATH or show", value.Text)
		},
	}
}

func cannotSave(v *walk.View) bool {
	form, _ := formOf(v.Text(Format))
	if !v.Fresh(LookFile) || form == FormShow || versionOf(v).Kind() == config.Zero {
		return false
	}
	file := fileOf(v)
	return form == FormConfig && file.Problem != nil || file.Trial.Method == config.NotAtAll
}

func cannotSaveQuestion(o Options) *walk.Question {
	return &walk.Question{
		Kind: walk.Pick,
		Say: func(v *walk.View) walk.Words {
			file := fileOf(v)
			words := walk.Words{
				Mark:  walk.Failed,
				Title: "The file could not be saved at the end",
				Short: "The file could not be saved",
				About: []walk.Row{{Key: "unattended", Value: "--format show, or another --config"}},
			}
			if file.Problem != nil {
				words.Lead = sentence(file.Problem.Error())
				return words
			}
			words.Lead = sentence(file.Trial.Reason)
			if file.Trial.NeedsRoot {
				words.Lead += " Start again with more rights:"
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
			if file := fileOf(v); file.Problem == nil || file.Block {
				options = append(options, walk.Option{
					Value: walk.TextOf(FormShow), Label: "Go on, and only show the settings",
					Note: "you put them there", Enter: "go on", EnterShort: "go on",
				})
			}
			return options
		},
	}
}

// againAsRoot is the command that starts this walk again with the rights it
// needs. It holds the answers so far, none of which is a secret.
func againAsRoot(o Options, v *walk.View) string {
	var args []string
	add := func(flag, value string) {
		if value != "" {
			args = append(args, flag, value)
		}
	}
	add("--config", v.Text(Config))
	add("--pomerium-version", v.Text(PomeriumVersion))
	for _, name := range []string{AuthenticateURL, Domain, WebApp, WebAppName, WebAppID, M2MApp, M2MAppName, M2MAppID} {
		if given, was := v.Given(name); was {
			add("--"+name, given.Value.Text)
		}
	}
	if form := v.Text(Format); form != FormConfig {
		add("--format", form)
	}
	return config.SudoCommand(o.Program, args)
}

// sentence makes an error a sentence of its own.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	s = strings.ToUpper(s[:1]) + s[1:]
	if !strings.HasSuffix(s, ".") {
		s += "."
	}
	return s
}
