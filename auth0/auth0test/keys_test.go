package auth0test

import (
	"net/http"
	"testing"
)

// TestTheRSAKeyIsMadeWhenItIsNeeded: to make it takes longer than all else that
// a tenant needs to start.
func TestTheRSAKeyIsMadeWhenItIsNeeded(t *testing.T) {
	tenant, err := NewPipe(Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer tenant.Close()
	get := func(path string) {
		t.Helper()
		answer, err := tenant.Client().Get("https://" + PipeDomain + path)
		if err != nil || answer.StatusCode != http.StatusOK {
			t.Fatalf("%s: %v %v", path, answer, err)
		}
		_ = answer.Body.Close()
	}
	tenant.Token()
	get("/.well-known/openid-configuration")
	if tenant.keys.private != nil {
		t.Error("it is made before anybody asks for it")
	}
	get("/.well-known/jwks.json")
	first := tenant.keys.private
	get("/.well-known/jwks.json")
	if first == nil || tenant.keys.private != first {
		t.Error("it is not made once")
	}
}
