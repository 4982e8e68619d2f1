package steps

import (
	"errors"
	"strings"

	"pomerium-auth0/config"
	"pomerium-auth0/tui/walk"
)

// practiceVersion is what --demo suggests, the case of Pomerium's own page.
const practiceVersion = "0.19.2"

func versionQuestion(o Options) *walk.Question {
	suggest := func(v *walk.View) (walk.Suggestion, bool) {
		if o.Practice != nil {
			return found(practiceVersion, "to practise with")
		}
		d := detection(v)
		if d.Version.IsZero() {
			return walk.Suggestion{}, false
		}
		return found(d.Version.String(), d.VersionReason)
	}
	return &walk.Question{
		Kind: walk.Text,
		Say: func(v *walk.View) walk.Words {
			words := walk.Words{
				Title: "Which Pomerium is it?",
				Lead:  "What its file must hold depends on the version, and where the roles come from.",
				Label: "Version",
				Help:  "Its number, such as 0.33 or 0.19.2, or one of the kinds below.",
				Enter: "use this version", EnterShort: "use",
				About: []walk.Row{
					{Key: "find it", Value: "pomerium --version, or the tag of its container image"},
					{Key: "unattended", Value: "--pomerium-version"},
				},
			}
			for _, evidence := range detection(v).Evidence {
				words.Rows = append(words.Rows, walk.Row{Mark: walk.Proven, Key: evidence.Place, Value: evidence.Words})
			}
			if len(words.Rows) > 1 && detection(v).Version.IsZero() {
				words.Lead = "What was found on this server does not agree:"
				for i := range words.Rows {
					words.Rows[i].Mark = walk.Warned
				}
			}
			return words
		},
		Options: func(v *walk.View) []walk.Option {
			var options []walk.Option
			if _, known := suggest(v); !known {
				options = append(options, walk.Option{
					Label: "I do not know", Note: "show me how to find out", Enter: "show me", EnterShort: "show",
					Event: walk.Goto{Name: FindVersion},
				})
			}
			number := detection(v).Version
			for _, kind := range []struct {
				config.Kind
				name, label string
			}{
				{config.OpenSource, "latest", "Pomerium 0.22 or newer"},
				{config.Enterprise, "enterprise", "Pomerium Enterprise"},
				{config.Zero, "zero", "Pomerium Zero"},
			} {
				value := kind.name
				if as := number.As(kind.Kind); !number.IsZero() && as.Kind() == kind.Kind {
					value = as.String()
				}
				option := walk.Option{Value: walk.TextOf(value), Label: kind.label, Enter: "use this kind", EnterShort: "use"}
				switch kind.Kind {
				case config.OpenSource:
					option.Note = "open source, with a configuration file"
				case config.Enterprise:
					option.Note = "with its console"
				case config.Zero:
					option.Note = "settings are typed into its console"
				}
				options = append(options, option)
			}
			return options
		},
		Suggest: suggest,
		Quiet:   func(v *walk.View) bool { _, known := suggest(v); return known || givenVersion(v) },
		Take: func(_ *walk.View, value walk.Value) (map[string]walk.Value, error) {
			version, err := config.ParseVersion(value.Text)
			if err != nil {
				return nil, err
			}
			return map[string]walk.Value{PomeriumVersion: walk.TextOf(version.String())}, nil
		},
		Valid: func(_ *walk.View, value walk.Value) error {
			if strings.TrimSpace(value.Text) == "" {
				return errors.New("the version decides what the file must hold: give it, or find out how to look")
			}
			_, err := config.ParseVersion(value.Text)
			return err
		},
		Remark: func(_ *walk.View, value walk.Value) walk.Remark {
			version, err := config.ParseVersion(value.Text)
			if err != nil {
				return walk.Remark{}
			}
			return walk.Remark{Mark: walk.Proven, Text: whatItMeans(version), Short: version.Label()}
		},
	}
}

func givenVersion(v *walk.View) bool { _, given := v.Given(PomeriumVersion); return given }

func whatItMeans(version config.Version) string {
	switch {
	case version.Kind() == config.Zero:
		return version.Label() + ": you type the values into its console"
	case version.Kind() == config.Enterprise:
		return version.Label() + ": the file, and three values for its console"
	case version.Class() == config.DirectorySync:
		return version.Label() + " reads roles through a service account in its file"
	default:
		return version.Label() + ": sign-in through Auth0, no service account"
	}
}

func findVersionQuestion() *walk.Question {
	return &walk.Question{
		Kind: walk.Pick,
		Say: say(walk.Words{
			Title: "How to find out which Pomerium it is",
			Short: "How to find the version",
			Lead:  "Run one of these where Pomerium runs, in another window.",
			Rows: []walk.Row{
				{Key: "a package", Value: "pomerium --version"},
				{Key: "docker compose", Value: "docker compose exec pomerium pomerium --version"},
				{Key: "an image", Value: "the tag: pomerium/pomerium:v0.33.1 is 0.33.1"},
				{Key: "Enterprise", Value: "there is a console, pomerium-console, beside it"},
				{Key: "Zero", Value: "it is started with POMERIUM_ZERO_TOKEN and has no file"},
			},
		}),
		Options: func(*walk.View) []walk.Option {
			return []walk.Option{{Label: "Back to the version", Enter: "go back", EnterShort: "back", Event: walk.Goto{Name: PomeriumVersion}}}
		},
		Suggest: func(*walk.View) (walk.Suggestion, bool) { return derived(Yes, "") },
		Quiet:   always,
		// It is no question of an unattended walk.
		Otherwise: otherwise(Yes),
	}
}

// versionRow is what was found of the version, for the rows beside the
// authenticate URL.
func versionRow(o Options, v *walk.View) walk.Row {
	version := versionOf(v)
	row := walk.Row{Mark: walk.Proven, Key: "version", Value: version.String(), Event: walk.Goto{Name: PomeriumVersion}}
	switch {
	case version.Kind() == config.OpenSource && version.String() == "latest":
		row.Value = "0.22 or newer, open source"
	case version.Kind() == config.OpenSource:
		row.Value += ", open source"
	default:
		row.Value = version.Label()
	}
	switch {
	case o.Practice != nil && version.String() == practiceVersion:
		row.Note = "practice; ↑ and enter: 0.33"
		row.Event = walk.Answered{Name: PomeriumVersion, Value: walk.TextOf("0.33")}
	case o.Practice != nil:
		row.Note = "practice; ↑ and enter: " + practiceVersion
		row.Event = walk.Answered{Name: PomeriumVersion, Value: walk.TextOf(practiceVersion)}
	case v.Answered(PomeriumVersion):
		row.Note = "as you said"
	case givenVersion(v):
		row.Note = "as --pomerium-version says"
	default:
		row.Note = detection(v).VersionReason
	}
	return row
}
