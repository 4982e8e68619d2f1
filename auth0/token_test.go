package auth0_test

import (
	"encoding/base64"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"pomerium-auth0/auth0"
	"pomerium-auth0/internal/secret"
)

// jwt is a token with these claims and a signature of no meaning.
func jwt(claims map[string]any) string {
	encoded, err := json.Marshal(claims)
	if err != nil {
		panic(err)
	}
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(`{"alg":"RS256","typ":"JWT","kid":"a"}`)) + "." + encode(encoded) + "." + encode([]byte("signature"))
}

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func management(change map[string]any) map[string]any {
	claims := map[string]any{
		"iss": "https://acme.eu.auth0.com/", "sub": "Xk3pT0aBcDeFgHiJkLmNoPqRsTuV9Q0w@clients",
		"aud": "https://acme.eu.auth0.com/api/v2/", "iat": noon.Add(-time.Hour).Unix(), "exp": noon.Add(23 * time.Hour).Unix(),
		"scope": "read:clients create:clients", "gty": "client-credentials", "azp": "Xk3pT0aBcDeFgHiJkLmNoPqRsTuV9Q0w",
	}
	for name, value := range change {
		claims[name] = value
	}
	return claims
}

func TestATokenSaysWhatItIsFor(t *testing.T) {
	token, err := auth0.ReadToken(secret.New("Bearer " + jwt(management(nil)) + "\n"))
	if err != nil {
		t.Fatal(err)
	}
	if token.Issuer != "https://acme.eu.auth0.com/" || token.Tenant.Host() != "acme.eu.auth0.com" ||
		token.ClientID != "Xk3pT0aBcDeFgHiJkLmNoPqRsTuV9Q0w" || !token.Expires.Equal(noon.Add(23*time.Hour)) || !token.Issued.Equal(noon.Add(-time.Hour)) {
		t.Errorf("read as %+v", token)
	}
	if !token.Has(auth0.ReadClients) || token.Has("read:client") {
		t.Errorf("scopes %q", token.Scopes())
	}
	if missing := token.Missing(auth0.ReadClients, auth0.ReadClientKeys, auth0.CreateClients); !reflect.DeepEqual(missing, []string{auth0.ReadClientKeys}) {
		t.Errorf("missing %q", missing)
	}
	if access := token.Access(); access.Tenant != token.Tenant || access.Token != token.Secret {
		t.Errorf("gives access to %v", access.Tenant)
	}
	again, err := auth0.ReadToken(token.Secret)
	if err != nil || again != token {
		t.Errorf("read again it is another: %+v, %v", again, err)
	}
}

func TestATokenIsDescribedWithoutShowingIt(t *testing.T) {
	token := read(t, management(map[string]any{"scope": strings.Repeat("read:clients ", 250)}))
	for now, want := range map[time.Time]string{
		noon:                      "4,812 characters, a Management API token for acme.eu.auth0.com, 23 h left",
		noon.Add(-48 * time.Hour): "4,812 characters, a Management API token for acme.eu.auth0.com, 2 days left",
		noon.Add(22*time.Hour + 59*time.Minute + 30*time.Second): "4,812 characters, a Management API token for acme.eu.auth0.com, 30 s left",
		noon.Add(24 * time.Hour):                                 "4,812 characters, a Management API token for acme.eu.auth0.com, expired 1 h ago",
	} {
		got := token.Describe(now)
		if _, after, _ := strings.Cut(got, " characters"); !strings.HasSuffix(want, after) || after == "" {
			t.Errorf("at %v: %q, want %q", now, got, want)
		}
	}
	if got := token.Describe(noon); !strings.Contains(got, ",") || strings.Contains(got, "eyJ") {
		t.Errorf("described as %q", got)
	}
}

func TestWhatIsNoManagementTokenIsRefusedWithItsReason(t *testing.T) {
	good := jwt(management(nil))
	for name, c := range map[string]struct{ pasted, reason string }{
		"nothing":         {"", "there is no token"},
		"opaque":          {"nQ3Zr8Yx0LmPq2Rs4TuVw6Xy", "begins with eyJ"},
		"encrypted":       {"eyJ.a.b.c.d", "encrypted"},
		"cut in the head": {good[:30], "not whole"},
		"cut in claims":   {strings.Join(strings.Split(good, ".")[:2], "."), "not whole"},
		"claims halved":   {strings.Replace(good, ".", ".x", 1), "cannot be read"},
		"an ID token":     {jwt(management(map[string]any{"aud": "Xk3pT0aBcDeFgHiJkLmNoPqRsTuV9Q0w"})), "is for Xk3pT0aBcDeFgHiJkLmNoPqRsTuV9Q0w"},
		"of userinfo":     {jwt(management(map[string]any{"aud": []string{"https://acme.eu.auth0.com/userinfo"}})), "is for https://acme.eu.auth0.com/userinfo"},
		"wildcard":        {jwt(management(map[string]any{"aud": "https://*.auth0.com/api/v2/"})), "not for a tenant's Management API"},
		"plain http":      {jwt(management(map[string]any{"aud": "http://acme.eu.auth0.com/api/v2/"})), "not for a tenant's Management API"},
		"no audience":     {jwt(management(map[string]any{"aud": nil})), "names no API"},
		"another host":    {jwt(management(map[string]any{"aud": "https://acme.eu.auth0.com@evil.example/api/v2/"})), "not for a tenant's Management API"},
		"claims no map":   {"eyJhIjoxfQ." + base64.RawURLEncoding.EncodeToString([]byte(`[1]`)) + ".c2ln", "cannot be read"},
	} {
		token, err := auth0.ReadToken(secret.New(c.pasted))
		if err == nil {
			t.Errorf("%s: taken as %+v", name, token)
		} else if !strings.Contains(err.Error(), c.reason) || strings.Contains(err.Error(), "eyJh") {
			t.Errorf("%s: %q, want %q in it", name, err, c.reason)
		}
	}
}

func TestATokenOfAListOfAudiencesIsTheManagementAPIs(t *testing.T) {
	token := read(t, management(map[string]any{"aud": []string{"https://acme.eu.auth0.com/userinfo", "https://acme.eu.auth0.com/api/v2/"}, "exp": float64(noon.Unix()) + 0.5}))
	if token.Tenant.Host() != "acme.eu.auth0.com" || !token.Expires.Equal(noon) {
		t.Errorf("read as %+v", token)
	}
}

func TestATokenThatCannotBeUsedSaysWhy(t *testing.T) {
	token := read(t, management(nil))
	for _, c := range []struct {
		now    time.Time
		domain auth0.Domain
		want   []string
	}{
		{noon, domain(t, "acme.eu.auth0.com"), nil},
		{noon, auth0.Domain{}, nil},
		{noon, domain(t, "login.example.com"), nil}, // a custom domain has a tenant behind it
		{noon, domain(t, "globex.eu.auth0.com"), []string{"acme.eu.auth0.com", "globex.eu.auth0.com", "nothing was sent"}},
		{noon, domain(t, "127.0.0.1:8443"), []string{"127.0.0.1:8443"}},
		{noon.Add(25 * time.Hour), domain(t, "acme.eu.auth0.com"), []string{"expired 2 h ago", "2026-11-25 11:00 UTC"}},
	} {
		err := token.Problem(c.now, c.domain)
		if (err == nil) != (c.want == nil) {
			t.Errorf("at %v for %v: %v", c.now, c.domain, err)
			continue
		}
		for _, part := range c.want {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%q lacks %q", err, part)
			}
		}
	}
}

func TestScopesFollowFromTheWork(t *testing.T) {
	for _, c := range []struct {
		work auth0.Work
		want string
	}{
		{auth0.Work{}, "read:clients read:client_keys"},
		{auth0.Work{Change: true}, "read:clients read:client_keys create:clients update:clients"},
		{auth0.Work{Change: true, Grant: true}, "read:clients read:client_keys create:clients update:clients read:client_grants create:client_grants"},
		{auth0.Work{Grant: true, ChangeGrant: true}, "read:clients read:client_keys read:client_grants create:client_grants update:client_grants"},
	} {
		if got := strings.Join(auth0.ScopesFor(c.work), " "); got != c.want {
			t.Errorf("%+v: %s", c.work, got)
		}
	}
}

func TestMissingScopesAreThoseNotInTheToken(t *testing.T) {
	all := append(auth0.ScopesFor(auth0.Work{Change: true, Grant: true, ChangeGrant: true}), auth0.DeleteClients)
	rapid.Check(t, func(t *rapid.T) {
		has := rapid.SliceOfDistinct(rapid.SampledFrom(all), rapid.ID[string]).Draw(t, "has")
		token, err := auth0.ReadToken(secret.New(jwt(management(map[string]any{"scope": strings.Join(has, " ")}))))
		if err != nil {
			t.Fatal(err)
		}
		if missing := token.Missing(all...); len(missing)+len(has) != len(all) {
			t.Fatalf("has %q, missing %q", has, missing)
		}
	})
}

func read(t *testing.T, claims map[string]any) auth0.Token {
	t.Helper()
	token, err := auth0.ReadToken(secret.New(jwt(claims)))
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func FuzzReadToken(f *testing.F) {
	f.Add(jwt(management(nil)))
	f.Add(jwt(management(map[string]any{"aud": []string{"a", "b"}, "exp": 1e300})))
	f.Add("eyJ.eyJ.")
	f.Fuzz(func(t *testing.T, pasted string) {
		token, err := auth0.ReadToken(secret.New(pasted))
		if err != nil {
			return
		}
		if token.Tenant.IsZero() {
			t.Fatal("a token without a tenant")
		}
		for _, part := range strings.Split(token.Secret.Reveal(), ".") {
			if len(part) > 20 && strings.Contains(token.Describe(noon), part) {
				t.Fatalf("described with a part of it: %q", token.Describe(noon))
			}
		}
	})
}
