package tui_test

import (
	"net"
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
)

func TestAPrivateAddressOfThePublicNameIsSaidBeforeASecretIsAskedFor(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.address = &net.TCPAddr{IP: net.IPv4(10, 0, 0, 5), Port: 443}
		said := "address  the name leads to 10.0.0.5, an address in a private network"
		r.toDomain()
		r.answer(steps.Domain, testTenant)
		r.at(steps.Access)
		if !strings.Contains(r.said(), said) {
			t.Errorf("not said:\n%s", r.said())
		}
		r.choose("This program")
		r.at(steps.APIToken)
		if !strings.Contains(r.said(), said) {
			t.Errorf("not said:\n%s", r.said())
		}
		r.answer(steps.APIToken, r.tenant.Token().Reveal())
		r.choose("Create it")
		r.choose("Go on without")
		r.at(steps.ChangeSave)
		r.choose("Check:")
		r.shows("discovery", "the name leads to 10.0.0.5")
	})
}
