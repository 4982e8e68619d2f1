package steps

import (
	"errors"
	"strings"

	"pomerium-auth0/config"
	"pomerium-auth0/internal/text"
	"pomerium-auth0/tui/walk"
)

// practiceVersion is what --demo suggests, the case of Pomerium's own page.
const practiceVersion = "0.19.2"

var errNoVersion = errors.New("the version decides what the file must hold: give it, or let yourself be shown how to find out")

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
		Kind:    walk.Text,
		Say:     versionWords,
		Options: func(v *walk.View) []walk.Option { return versionOptions(v, suggest) },
		Suggest: suggest,
		Quiet:   func(v *walk.View) bool { _, known := suggest(v); return known || givenVersion(v) },
		Take: func(_ *walk.View, value walk.Value) (map[string]walk.Value, error) {
			if strings.TrimSpace(value.Text) == "" {
				return nil, errNoVersion
			}
			version, err := config.ParseVersion(value.Text)
			if err != nil {
				return nil, err
			}
			return map[string]walk.Value{PomeriumVersion: walk.TextOf(version.String())}, nil
		},
		Valid: func(_ *walk.View, value walk.Value) error {
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

// versionWords show all that speaks of a version.
func versionWords(v *walk.View) walk.Words {
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
	d := detection(v)
	speaks := walk.Proven
	if d.Version.IsZero() {
		speaks = walk.Warned
	}
	for _, evidence := range d.Evidence {
		row := walk.Row{Mark: speaks, Key: text.Line(evidence.Place), Value: evidence.Words}
		if evidence.Version.IsZero() {
			row.Mark = walk.Unchecked
		}
		words.Rows = append(words.Rows, row)
	}
	for _, console := range d.Consoles {
		words.Rows = append(words.Rows, walk.Row{Mark: speaks, Key: text.Line(console.Place), Value: "speaks of " + console.Kind.String()})
	}
	if disagrees(words.Rows) {
		words.Lead = "What was found on this server does not agree, so nothing is suggested."
	}
	return words
}

// disagrees reports whether several findings speak, and none was followed.
func disagrees(rows []walk.Row) bool {
	n := 0
	for _, row := range rows {
		if row.Mark == walk.Warned {
			n++
		}
	}
	return n > 1
}

// versionOptions are the kinds of Pomerium. A number that is known stays, as
// far as the kind has it.
func versionOptions(v *walk.View, suggest func(*walk.View) (walk.Suggestion, bool)) []walk.Option {
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
		name, note string
	}{
		{config.OpenSource, "latest", "open source, with a configuration file"},
		{config.Enterprise, "enterprise", "with its console"},
		{config.Zero, "zero", "settings are typed into its console"},
	} {
		version, err := config.ParseVersion(kind.name)
		if as := number.As(kind.Kind); !number.IsZero() && as.Kind() == kind.Kind {
			version, err = as, nil
		}
		if err == nil {
			options = append(options, walk.Option{
				Value: walk.TextOf(version.String()), Label: version.Label(), Note: kind.note, Enter: "use this kind", EnterShort: "use",
			})
		}
	}
	return options
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

// practiceOptions lead a demo to today's Pomerium.
func practiceOptions(o Options, v *walk.View) []walk.Option {
	if o.Practice == nil || versionOf(v).String() != practiceVersion {
		return nil
	}
	return []walk.Option{{
		Label: "Practise with Pomerium 0.33", Enter: "take that version", EnterShort: "take",
		Event: walk.Answered{Name: PomeriumVersion, Value: walk.TextOf("0.33")},
	}}
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
				{Key: "an image", Value: "its tag: pomerium/pomerium:v0.33.1 is 0.33.1"},
				{Key: "its file", Value: "0.11 to 0.14 list the routes under policy, newer ones under routes"},
				{Key: "Enterprise", Value: "pomerium-console runs beside it and holds most of the settings"},
				{Key: "Zero", Value: "it is started with POMERIUM_ZERO_TOKEN and needs no file"},
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
	case o.Practice != nil:
		row.Note = "to practise with"
	case v.Answered(PomeriumVersion):
		row.Note = "as you said"
	case givenVersion(v):
		row.Note = "as --pomerium-version says"
	default:
		row.Note = strings.Replace(detection(v).VersionReason, ": "+version.String(), "", 1)
	}
	return row
}
