package auth0_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pomerium-auth0/auth0"
	"pomerium-auth0/auth0/auth0test"
)

func TestATenantIsKnownByItsDiscoveryDocument(t *testing.T) {
	w := newWorld(t, auth0test.Options{})
	d, err := w.client.Discover(t.Context(), w.domain)
	if err != nil || d.Issuer != w.domain.Issuer() || !d.Signs("RS256") || d.Signs("none") || !d.SkewKnown || d.Skew < -time.Second || d.Skew > time.Second {
		t.Errorf("%+v, %v", d, err)
	}
}

func TestAHostThatIsNoTenantSaysWhatItAnswered(t *testing.T) {
	for name, c := range map[string]struct {
		effect auth0test.Effect
		words  string
	}{
		"not found":        {auth0test.HTML(404, "nothing here"), "404 for its description"},
		"a page":           {auth0test.HTML(200, "<h1>Welcome</h1>"), "it is text/html, not JSON"},
		"nothing":          {auth0test.Status(200, ""), "it is empty"},
		"broken off":       {auth0test.Status(200, `{"issuer":"https`), "its JSON breaks off"},
		"another document": {auth0test.Status(200, `["issuer"]`), "it is a list instead of an object"},
		"no issuer":        {auth0test.Status(200, `{}`), "issuer is missing"},
	} {
		w := newWorld(t, auth0test.Options{})
		w.Fail(auth0test.Fault{Effect: c.effect})
		_, err := w.client.Discover(t.Context(), w.domain)
		var not *auth0.NotATenant
		if !errors.As(err, &not) || !strings.Contains(err.Error(), c.words) || not.Raw() == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheIssuerIsComparedCharacterByCharacter(t *testing.T) {
	for _, issuer := range []string{"https://acme.eu.auth0.com", "https://acme.eu.auth0.com//", "https://ACME.eu.auth0.com/", "https://globex.eu.auth0.com/"} {
		w := newWorld(t, auth0test.Options{})
		w.Fail(auth0test.Fault{Effect: auth0test.Status(200, `{"issuer":"`+issuer+`"}`)})
		_, err := w.client.Discover(t.Context(), w.domain)
		var other *auth0.OtherIssuer
		if !errors.As(err, &other) || !strings.Contains(err.Error(), issuer) || !strings.Contains(err.Error(), "https://acme.eu.auth0.com/") {
			t.Errorf("%s: %v", issuer, err)
		}
	}
}

func TestATenantInTroubleIsATenantInTrouble(t *testing.T) {
	w := newWorld(t, auth0test.Options{})
	w.Fail(auth0test.Fault{Effect: auth0test.HTML(503, "later")})
	_, err := w.client.Discover(t.Context(), w.domain)
	var broken *auth0.Error
	if !errors.As(err, &broken) || broken.Kind != auth0.Broken {
		t.Errorf("%v", err)
	}
}

func TestTheClocksAreCompared(t *testing.T) {
	for _, off := range []time.Duration{-41 * time.Second, 0, 5 * time.Minute} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, auth0test.Options{})
			date := time.Now().Add(-off).UTC().Format(http.TimeFormat)
			w.Fail(auth0test.Fault{Effect: func(rw http.ResponseWriter, r *http.Request, next http.Handler) {
				rw.Header().Set("Date", date)
				next.ServeHTTP(rw, r)
			}})
			d, err := w.client.Discover(t.Context(), w.domain)
			if err != nil || !d.SkewKnown || (d.Skew-off).Abs() > time.Second {
				t.Errorf("%v off is seen as %v, %v", off, d.Skew, err)
			}
		})
	}
}

func TestAPublicNameAtAPrivateAddressIsRemarkedOn(t *testing.T) {
	for name, c := range map[string]struct{ domain, private string }{
		"public name":   {"acme.eu.auth0.com", "127.0.0.1"},
		"custom domain": {"login.example.net", "127.0.0.1"},
		"loopback form": {"", "invalid IP"},
		"practice":      {auth0.PracticeDomain, "invalid IP"},
	} {
		tenant, err := auth0test.New(auth0test.Options{Domain: c.domain})
		if err != nil {
			t.Fatal(err)
		}
		defer tenant.Close()
		client := auth0.New(auth0.Options{RootCAs: tenant.RootCAs(), DialContext: tenant.DialContext, UserAgent: "test"})
		defer client.Close()
		d, err := client.Discover(t.Context(), domain(t, tenant.Domain()))
		if err != nil || fmt.Sprint(d.Private) != c.private {
			t.Errorf("%s: %+v, %v", name, d, err)
		}
		if (d.Remark() != "") != (c.private == "127.0.0.1") {
			t.Errorf("%s: the remark is %q", name, d.Remark())
		}
	}
}
