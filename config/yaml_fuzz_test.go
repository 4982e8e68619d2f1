package config

import (
	"bytes"
	"math"
	"reflect"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/internal/text"
)

// FuzzApply holds every edit against what Pomerium's parser makes of the file
// before and after, decoded into plain values: another proof than the one that
// the editor makes itself.
func FuzzApply(f *testing.F) {
	for _, sample := range samples {
		f.Add([]byte(sample.source))
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		before, err := parseDocument(YAML, source)
		if err != nil {
			return
		}
		after, err := before.apply(sampleChanges())
		if err != nil {
			return
		}
		checkEdit(t, before, after)
		again, err := after.apply(nil)
		if err != nil || !bytes.Equal(again.source, after.source) {
			t.Fatalf("an edit of nothing changes something: %v", err)
		}
	})
}

func checkEdit(t *testing.T, before, after *document) {
	t.Helper()
	old, new := decoded(before.source), decoded(after.source)
	if old == nil {
		return // Pomerium reads it neither before nor after
	}
	for name := range old {
		switch strings.ToLower(name) {
		case "idp_provider", "idp_provider_url", "idp_client_id", "idp_client_secret", "idp_service_account":
			delete(old, name)
		}
	}
	for _, c := range sampleChanges() {
		found := ""
		for name, value := range new {
			if strings.ToLower(name) == c.name {
				found, _ = value.(string)
				delete(new, name)
			}
		}
		if found != c.value {
			t.Fatalf("%s is %q in\n%q", c.name, found, after.source)
		}
	}
	if !reflect.DeepEqual(old, new) {
		t.Fatalf("more has changed:\n%q\n%q\n%v\n%v", before.source, after.source, old, new)
	}
}

// decoded is what viper gives Pomerium, nil where it refuses the file. Values
// that are not equal to themselves are left out.
func decoded(source []byte) map[string]any {
	values := make(map[string]any)
	if yaml.Unmarshal(source, &values) != nil {
		return nil
	}
	for name, value := range values {
		if number, ok := value.(float64); ok && math.IsNaN(number) {
			delete(values, name)
		}
	}
	return values
}

func TestSamplesHoldTheirEdit(t *testing.T) {
	for _, sample := range samples {
		if before, err := parseDocument(YAML, []byte(sample.source)); err == nil {
			if after, err := before.apply(sampleChanges()); err == nil {
				checkEdit(t, before, after)
			}
		}
	}
}

// FuzzEdit looks for files that the difference and its masks stumble over.
func FuzzEdit(f *testing.F) {
	for _, sample := range samples {
		f.Add([]byte(sample.source))
	}
	v, err := ParseVersion("0.33")
	if err != nil {
		f.Fatal(err)
	}
	s := Settings{
		AuthenticateURL: AuthenticateURL{host: "authenticate.example.com"}, ProviderURL: "https://acme.eu.auth0.com",
		ClientID: "new-id", ClientSecret: secret.New("new-secret"), CookieSecret: EncodeKey([32]byte{1}), SharedSecret: EncodeKey([32]byte{2}),
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		e, err := Edit("config.yaml", source, v, s)
		if err != nil {
			return
		}
		for _, line := range e.Lines {
			from := e.New
			if line.Sign == '-' {
				from = source
			}
			want := strings.TrimRight(strings.Split(string(from), "\n")[line.Number-1], "\r")
			got := ""
			for _, part := range line.Parts {
				got += part.Text + text.Line(part.Secret.Reveal())
			}
			// Composed characters may meet where two parts do.
			if text.Line(got) != text.Line(want) {
				t.Fatalf("line %d is shown as %q, is %q", line.Number, got, want)
			}
		}
		again, err := Edit("config.yaml", e.New, v, s)
		if err != nil || !again.Same() || !bytes.Equal(again.New, e.New) {
			t.Fatalf("not done once: %v\n%q\n%q\n%q", err, source, e.New, again.New)
		}
		if _, err := Environment(source, Contents{}, v, s); err != nil {
			t.Fatalf("as variables: %v", err)
		}
	})
}
