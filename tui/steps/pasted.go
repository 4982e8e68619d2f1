package steps

import (
	"errors"
	"fmt"
	"strings"

	"pomerium-auth0/auth0"
	"pomerium-auth0/internal/secret"
	"pomerium-auth0/tui/walk"
)

// pastedValid says what is wrong with a pasted ID or secret.
func pastedValid(what, value string) error {
	switch {
	case value == "":
		return fmt.Errorf("%s is needed", what)
	case strings.ContainsFunc(value, func(r rune) bool { return r <= ' ' || r > '~' }):
		return fmt.Errorf("%s is one word of plain letters, digits and signs: copy it again", what)
	}
	return nil
}

// secretValid says what is wrong with a client secret, whatever it is of and
// wherever it comes from.
func secretValid(value secret.Secret) error {
	if err := notAToken(value); err != nil {
		return err
	}
	return pastedValid("the client secret", value.Reveal())
}

// notAToken refuses a token in the place of a client secret: it may do more than
// any secret, and is never kept as one.
func notAToken(value secret.Secret) error {
	if is := tokenInstead(value); is != "" {
		return walk.Misplaced(is + ", not a client secret: copy the client secret from the application's Settings in the dashboard")
	}
	return nil
}

// tokenInstead says which token stands in the place of a client secret, or
// nothing.
func tokenInstead(value secret.Secret) string {
	if !secret.IsToken(value.Reveal()) {
		return ""
	}
	if token, err := auth0.ReadToken(value); err == nil {
		return "this is a Management API token for " + token.Tenant.Host()
	}
	return "this is a JSON Web Token"
}

// takeClientID takes the client ID that a question asks for, and refuses the
// secret that stands below it.
func takeClientID(name string) func(*walk.View, walk.Value) (map[string]walk.Value, error) {
	return func(_ *walk.View, value walk.Value) (map[string]walk.Value, error) {
		if !value.Secret.IsZero() {
			return nil, walk.Misplaced("this looks like a secret and was not kept: the client ID stands above it in the dashboard, and is shorter")
		}
		return map[string]walk.Value{name: walk.TextOf(strings.TrimSpace(value.Text))}, nil
	}
}

// pastedItems ask for the client ID and secret of an application that was
// made by hand.
func (p part) pastedItems(words func(*walk.View) walk.Words) []walk.Item {
	isPasted := func(v *walk.View) bool { return v.Text(p.which) == PasteApp }
	return []walk.Item{
		{Name: p.id, Rail: p.rail, Applies: isPasted, Question: &walk.Question{
			Kind:         walk.Text,
			TakesSecrets: true,
			Say: func(v *walk.View) walk.Words {
				w := words(v)
				w.Rows = append(addressRows(v), w.Rows...)
				w.Label, w.Enter, w.EnterShort = "Client ID", "go on", "go on"
				w.Help = "Dashboard → Applications → the application → Settings."
				w.About = append(w.About, walk.Row{Key: "unattended", Value: "--" + p.id})
				return w
			},
			Suggest: func(v *walk.View) (walk.Suggestion, bool) {
				if id := p.search(v).InFile; id != "" {
					return found(id, "as in "+fileOf(v).Path)
				}
				return walk.Suggestion{}, false
			},
			Take:  takeClientID(p.id),
			Valid: func(_ *walk.View, value walk.Value) error { return pastedValid("the client ID", value.Text) },
			Remark: func(v *walk.View, value walk.Value) walk.Remark {
				if id := strings.TrimSpace(value.Text); p.kind == KindM2MApp && id != "" && id == web.chosen(v) {
					return walk.Remark{Mark: walk.Warned, Text: "this is the web app's: roles are read through an application of its own"}
				}
				return remarkID(v, value)
			},
		}},
		{Name: p.secret, Rail: p.rail, Applies: isPasted, Question: &walk.Question{
			Kind: walk.Secret,
			Say: func(v *walk.View) walk.Words {
				return walk.Words{
					Title: "The client secret of the " + p.noun,
					Lead:  "It stands below the client ID in the dashboard. It is kept in memory until it is saved.",
					Rows:  []walk.Row{{Key: "client ID", Value: v.Text(p.id)}},
					Label: "Client secret", Enter: "go on", EnterShort: "go on",
					About: []walk.Row{{Key: "unattended", Value: "--" + p.secret + "-file"}},
				}
			},
			Take: func(_ *walk.View, value walk.Value) (map[string]walk.Value, error) {
				if value.Secret.IsZero() {
					value = walk.SecretOf(secret.New(value.Text))
				}
				return map[string]walk.Value{p.secret: walk.SecretOf(secret.New(secret.Clean(value.Secret.Reveal())))}, nil
			},
			Valid: func(v *walk.View, value walk.Value) error {
				if value.Secret.Reveal() == v.Text(p.id) {
					return errors.New("this is the client ID again: the secret stands below it in the dashboard")
				}
				return secretValid(value.Secret)
			},
			Remark: remarkSecret,
		}},
	}
}

func remarkID(_ *walk.View, value walk.Value) walk.Remark {
	id := strings.TrimSpace(value.Text)
	switch {
	case !value.Secret.IsZero() || secret.LooksLike(id):
		return walk.Remark{Mark: walk.Warned, Text: "this looks like a secret, not like a client ID"}
	case id != "" && len(id) != 32:
		return walk.Remark{Text: fmt.Sprintf("%d characters; Auth0's client IDs have 32", len(id))}
	}
	return walk.Remark{}
}

func remarkSecret(_ *walk.View, value walk.Value) walk.Remark {
	clean := secret.Clean(value.Secret.Reveal() + value.Text)
	switch is := tokenInstead(secret.New(clean)); {
	case is != "":
		return walk.Remark{Mark: walk.Warned, Text: is + ", not a client secret"}
	case clean == "":
		return walk.Remark{}
	case len(clean) == 32 && pastedValid("", clean) == nil && !strings.ContainsAny(clean, "-_"):
		return walk.Remark{Mark: walk.Warned, Text: "32 characters: is it the client ID? Auth0's secrets have 64"}
	case len(clean) != 64:
		return walk.Remark{Text: fmt.Sprintf("%d characters; Auth0's secrets have 64", len(clean))}
	}
	return walk.Remark{Text: "64 characters"}
}
