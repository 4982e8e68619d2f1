package steps

import (
	"fmt"
	"strings"

	"pomerium-auth0/config"
	"pomerium-auth0/tui/walk"
)

func authenticateURLQuestion(o Options) *walk.Question {
	return &walk.Question{
		Kind: walk.Text,
		Say:  func(v *walk.View) walk.Words { return authenticateURLWords(o, v) },
		Suggest: func(v *walk.View) (walk.Suggestion, bool) {
			if o.Practice != nil {
				return derived(o.Practice.AuthenticateURL, "an address to practise with")
			}
			file := fileOf(v)
			address := file.Contents.AuthenticateURL
			if _, taken := file.Contents.RouteOn(address); !address.IsZero() && !address.Sample() && !taken {
				return found(address.String(), "as in "+file.Path)
			}
			if address = file.Contents.SuggestAuthenticateURL(); !address.IsZero() {
				reason := "made from the host names of your routes"
				if port := file.Contents.Port(); port != "443" {
					reason += fmt.Sprintf("; drop :%s if a load balancer takes 443 there", port)
				}
				return derived(address.String(), reason)
			}
			return walk.Suggestion{}, false
		},
		Take: func(_ *walk.View, value walk.Value) (map[string]walk.Value, error) {
			address, _, err := config.ParseAuthenticateURL(value.Text)
			if err != nil {
				return nil, err
			}
			return map[string]walk.Value{AuthenticateURL: walk.TextOf(address.String())}, nil
		},
		Valid: func(v *walk.View, value walk.Value) error {
			address, _, err := config.ParseAuthenticateURL(value.Text)
			if err != nil {
				return err
			}
			if route, taken := fileOf(v).Contents.RouteOn(address); taken {
				return fmt.Errorf("%s is the address of one of your routes, %s: the authenticate service needs a host name of its own", address.Hostname(), route)
			}
			return nil
		},
		Remark: func(_ *walk.View, value walk.Value) walk.Remark {
			address, remarks, err := config.ParseAuthenticateURL(value.Text)
			switch {
			case err != nil || len(remarks) == 0:
				return walk.Remark{}
			case address.Sample():
				return walk.Remark{Mark: walk.Warned, Text: strings.Join(remarks, "; ")}
			}
			return walk.Remark{Text: strings.Join(remarks, "; ")}
		},
	}
}

func authenticateURLWords(o Options, v *walk.View) walk.Words {
	words := walk.Words{
		Title: "Let your users sign in to Pomerium through Auth0",
		Short: "Sign in through Auth0",
		Lead:  "You need an Auth0 tenant (free at auth0.com) and a host name that points to this server. Nothing changes before you confirm it.",
		Label: "Authenticate service URL",
		Help:  "A host name of its own, used for nothing else, that points to this server. Your users' browsers pass through it when they sign in.",
		Enter: "accept this", EnterShort: "accept",
		About: []walk.Row{
			{Key: "find it", Value: "authenticate_service_url, if Pomerium has one already; else choose a name and let DNS point it here"},
			{Key: "used for", Value: "authenticate_service_url, and the addresses Auth0 sends users back to"},
			{Key: "unattended", Value: "--authenticate-url, or AUTHENTICATE_SERVICE_URL"},
		},
	}
	if o.Practice != nil {
		words.Heading = "To practise with; nothing of this server is touched:"
	} else {
		words.Heading = "Found on this server:"
	}
	words.Rows = append(words.Rows, versionRow(o, v), fileRow(v))
	words.Rows = append(words.Rows, todayRows(v)...)
	return words
}

// fileRow is the configuration file as it was found.
func fileRow(v *walk.View) walk.Row {
	file := fileOf(v)
	row := walk.Row{Mark: walk.Proven, Key: "file", Value: v.Text(Config), Event: walk.Goto{Name: Config}}
	form, path := destination(v)
	switch {
	case form == FormShow:
		row.Mark, row.Note = walk.Warned, "only read; the settings are shown"
	case form == FormEnv:
		row.Note = "only read; " + path + " is written"
	case !file.Trial.Exists:
		row.Note = "new, " + file.Trial.Owned()
	default:
		row.Note = file.Trial.Owned() + ", can be written"
	}
	return row
}

// todayRows say what the file holds today that one should know of.
func todayRows(v *walk.View) []walk.Row {
	var rows []walk.Row
	file, d := fileOf(v), detection(v)
	current := file.Contents
	warn := func(key, value string) {
		rows = append(rows, walk.Row{Mark: walk.Warned, Key: key, Value: value})
	}
	running := false
	for _, process := range d.Running {
		running = running || process.Config == file.Path
	}
	switch {
	case current.IsSample():
		warn("sample", "the file is the sample Pomerium's packages install; its values are not used")
	case running && current.Provider != "":
		rows = append(rows, walk.Row{Mark: walk.Proven, Key: "today", Value: "running, users sign in through " + current.Provider})
	case current.Provider != "":
		rows = append(rows, walk.Row{Mark: walk.Proven, Key: "today", Value: "users sign in through " + current.Provider})
	}
	switch {
	case current.Hosted:
		warn("hosted", current.AuthenticateText+" is Pomerium's own sign-in, without Auth0")
	case current.AuthenticateURL.Sample() && !current.IsSample():
		warn("sample", current.AuthenticateURL.String()+" leads to whoever opens it")
	case current.AuthenticateProblem != "" && !current.IsSample():
		warn("address", current.AuthenticateProblem)
	}
	if files := append(append([]string(nil), file.MissingFiles...), file.UnknownFiles...); len(file.MissingFiles) > 0 {
		warn("lacks", strings.Join(files, ", "))
	}
	for _, override := range d.Overrides {
		warn("override", override.Name+" in "+override.Place+" beats the file")
	}
	if version := versionOf(v); !version.UsesServiceAccount() {
		for _, route := range current.AllowedGroups() {
			warn("groups", route.String()+": this Pomerium does not know allowed_groups")
		}
	}
	for _, key := range current.Misspelt() {
		warn("unknown", fmt.Sprintf("line %d: %s is not %s, and has no effect", key.Line, key.Name, key.Meant))
	}
	if current.SecondDocument > 0 {
		warn("unread", fmt.Sprintf("from line %d on, a second document, which Pomerium does not read", current.SecondDocument))
	}
	return rows
}
