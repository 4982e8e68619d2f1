package steps

import (
	"slices"
	"strings"

	"pomerium-auth0/config"
	"pomerium-auth0/internal/text"
	"pomerium-auth0/tui/walk"
)

// Pomerium takes what its environment says before what its file says. The
// environment stands in a compose file, a unit, or a running process, which
// this program does not change: it says what to take out there.

// startedWith are the variables that Pomerium is known to be started with. A
// file of variables that this walk writes is not among them.
func startedWith(v *walk.View) []config.Override {
	form, _ := destination(v)
	var set []config.Override
	for _, override := range detection(v).Overrides {
		written := form == FormEnv && fileOf(v).Trial.Path == override.Place
		if override.Certain && !written {
			set = append(set, override)
		}
	}
	return set
}

// startedWithAny reports whether Pomerium is started with one of the names.
func startedWithAny(v *walk.View, names ...string) bool {
	for _, override := range startedWith(v) {
		for _, name := range names {
			if override.Name == name {
				return true
			}
		}
	}
	return false
}

// against are the variables that keep a setting from having its effect.
func against(v *walk.View, s config.Settings, version config.Version) []config.Override {
	var wrong []config.Override
	for _, override := range startedWith(v) {
		if !agrees(override, s, version) {
			wrong = append(wrong, override)
		}
	}
	return wrong
}

// agrees reports whether a variable says what the settings say, or does not
// matter to them.
func agrees(override config.Override, s config.Settings, version config.Version) bool {
	is := override.Value.Reveal()
	slash := func(want string) bool { return strings.TrimSuffix(is, "/") == want }
	switch override.Name {
	case "AUTHENTICATE_SERVICE_URL":
		return slash(s.AuthenticateURL.String())
	case "IDP_PROVIDER":
		return is == "auth0"
	case "IDP_PROVIDER_URL":
		// With the slash 0.11 to 0.19 would ask for roles at https://…//api/v2/.
		return is == s.ProviderURL || !version.UsesServiceAccount() && slash(s.ProviderURL)
	case "IDP_CLIENT_ID":
		return is == s.ClientID
	case "IDP_CLIENT_SECRET":
		return override.Value == s.ClientSecret
	case "IDP_CLIENT_SECRET_FILE":
		return !version.SecretFileKeys()
	case "IDP_SERVICE_ACCOUNT":
		account, err := config.DecodeServiceAccount(override.Value)
		return !version.UsesServiceAccount() || !s.HasAccount || err == nil && account == s.Account
	}
	return !isKey(override.Name) || config.GoodSecret(override.Value)
}

func isKey(name string) bool { return name == "COOKIE_SECRET" || name == "SHARED_SECRET" }

// overrideRows show the variables before anything is known that they could be
// compared with, a row for each place.
func overrideRows(v *walk.View) []walk.Row {
	var beats []config.Override
	for _, override := range detection(v).Overrides {
		// The answer to the question itself beats nothing.
		if given, was := v.Given(AuthenticateURL); was && !override.Certain && given.Source == override.Name {
			continue
		}
		// A key that stands there is taken, and none is written.
		if isKey(override.Name) && config.GoodSecret(override.Value) {
			continue
		}
		beats = append(beats, override)
	}
	var rows []walk.Row
	for _, set := range byPlace(beats) {
		row := walk.Row{Mark: walk.Warned, Key: "environment", Value: named(set), Note: text.Line(set[0].Place) + ": beats the file"}
		if !set[0].Certain {
			row.Note = "of this shell: beats the file if Pomerium is started from it"
		}
		rows = append(rows, row)
	}
	return rows
}

// byPlace parts variables by where they are set.
func byPlace(set []config.Override) [][]config.Override {
	var parts [][]config.Override
	for _, override := range set {
		i := slices.IndexFunc(parts, func(part []config.Override) bool { return part[0].Place == override.Place })
		if i < 0 {
			i, parts = len(parts), append(parts, nil)
		}
		parts[i] = append(parts[i], override)
	}
	return parts
}

// places are where variables are set, each once.
func places(set []config.Override) string {
	var names []string
	for _, part := range byPlace(set) {
		names = append(names, text.Line(part[0].Place))
	}
	return enumerated(names)
}

// located names variables, those of each place with it.
func located(set []config.Override) string {
	var names []string
	for _, part := range byPlace(set) {
		names = append(names, named(part)+" in "+text.Line(part[0].Place))
	}
	return strings.Join(names, ", and ")
}

// named names variables, one with its value.
func named(set []config.Override) string {
	if len(set) == 1 {
		return text.Line(set[0].Name) + "=" + set[0].Show()
	}
	var names []string
	for _, override := range set {
		names = append(names, text.Line(override.Name))
	}
	return enumerated(names)
}

// enumerated is "a", "a and b", or "a, b and 3 more": what a line has room for.
func enumerated(words []string) string {
	switch n := len(words); {
	case n <= 1:
		return strings.Join(words, "")
	case n <= 3:
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	default:
		return strings.Join(words[:2], ", ") + " and " + counted(n-2, "other")
	}
}
