package tui_test

import (
	"testing"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

// IDNA turns each of these into the tenant's plain name: an ideographic full
// stop, a full-width letter, a zero-width space, a soft hyphen, a circled
// letter.
func TestANameThatIDNAChangesIsAskedAboutBeforeItIsLookedUp(t *testing.T) {
	for name, typed := range map[string]string{
		"full stop":        "acme\u3002eu.auth0.com",
		"full-width":       "\uff41cme.eu.auth0.com",
		"zero-width space": "acme\u200b.eu.auth0.com",
		"soft hyphen":      "ac\u00adme.eu.auth0.com",
		"circled":          "\u24d0cme.eu.auth0.com",
		"in an address":    "https://acme\uff0eeu.auth0.com/",
		"Kelvin sign":      "\u212aelvin.eu.auth0.com",
		"dashboard":        "https://manage.auth0.com/dashboard/eu/\uff41cme/",
	} {
		t.Run(name, func(t *testing.T) {
			rehearse(t, auth0test.Options{}, func(r *rehearsal) {
				r.toDomain()
				r.answer(steps.Domain, typed)
				r.at(steps.AcceptDomain)
				r.shows("Is this really the domain you mean?", "typed", `\u{`, "domain")
				if requests := r.tenant.Requests(); len(requests) > 0 {
					t.Fatalf("%d requests were sent before the answer", len(requests))
				}
				if first := r.scene().Choices[0]; first.Event != (walk.Goto{Name: steps.Domain}) {
					t.Errorf("preselected is %q", first.Label)
				}
				if name == "Kelvin sign" {
					return
				}
				r.choose("Yes")
				r.at(steps.Access)
				// A Yes to one name is none to another.
				r.backTo(steps.Domain)
				r.answer(steps.Domain, "\u24e9eta.us.auth0.com")
				r.at(steps.AcceptDomain)
				r.send(walk.GoBack{})
				r.at(steps.Domain)
				r.answer(steps.Domain, testTenant)
				r.at(steps.Access)
			})
		})
	}
}

func TestLetterCaseAndAFinalDotAreNotAskedAbout(t *testing.T) {
	for _, typed := range []string{"ACME.eu.Auth0.com", "acme.eu.auth0.com.", "HTTPS://Acme.EU.auth0.com./"} {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			r.toDomain()
			r.answer(steps.Domain, typed)
			r.at(steps.Access)
		})
	}
}
