package config_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"pomerium-auth0/config"
)

// marker is in every secret of a generated file, and nowhere else.
const marker = "mArK3r"

// scalar writes a value in one of the ways that YAML has.
func scalar(t *rapid.T, value string) string {
	comment := rapid.SampledFrom([]string{"", " # note", "\t# note"}).Draw(t, "comment")
	switch rapid.IntRange(0, 6).Draw(t, "style") {
	case 0:
		return " \"" + value + "\"" + comment
	case 1:
		return " '" + value + "'" + comment
	case 2:
		return " |-" + comment + "\n    " + value
	case 3:
		return " >\n    " + value + "\n"
	case 4:
		return " !!str \"" + value + "\"" + comment
	case 5:
		return "\n    " + value + comment
	}
	return " " + value + comment
}

// configuration is a file as people have them: keys in some order and letter
// case, some of them ours, with secrets here and there.
func configuration() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		var parts []string
		add := func(name, value string) {
			if rapid.IntRange(0, 4).Draw(t, name) == 0 {
				return
			}
			if rapid.IntRange(0, 9).Draw(t, name+" in capitals") == 0 {
				name = strings.ToUpper(name)
			}
			parts = append(parts, name+":"+value+"\n")
		}
		hidden := func(name string) string { return scalar(t, name+"-"+marker) }
		add("authenticate_service_url", scalar(t, rapid.SampledFrom([]string{"https://authenticate.example.com", "https://authenticate.localhost.pomerium.io"}).Draw(t, "url")))
		add("idp_provider", scalar(t, rapid.SampledFrom([]string{"google", "auth0", "Auth0"}).Draw(t, "provider")))
		add("idp_provider_url", scalar(t, "https://acme.eu.auth0.com"))
		add("idp_client_id", scalar(t, "0123456789"))
		add("idp_client_secret", hidden("a"))
		add("idp_service_account", hidden("b"))
		add("idp_service_acount", hidden("c"))
		add("idp_qps", " 5")
		add("shared_secret", hidden("d"))
		add("cookie_secret", hidden("e"))
		add("signing_key", hidden("f"))
		add("databroker_storage_connection_string", " postgres://user:"+marker+"@db/pomerium")
		add("set_response_headers", "\n    X-Api: "+marker+"\n    X-Other: 'y "+marker+"' # c")
		add("certificates", "\n  - cert: /etc/cert.pem\n    key: /etc/key.pem\n  - {cert: abc, key: "+marker+"}")
		add("routes", "\n  - from: https://app.example.com\n    idp_client_secret: "+marker+"\n    set_request_headers: {Authorization: 'Basic "+marker+"', X: "+marker+"}\n    tls_client_key: |\n      -----BEGIN "+marker+"\n      "+marker+"\n  # token: "+marker+"\n  - from: https://b.example.com\n    kubernetes_service_account_token:\n      "+marker)
		parts = rapid.Permutation(parts).Draw(t, "order")
		comment := rapid.SampledFrom([]string{"", "\n", "# idp_client_secret: " + marker + "\n", "---\n"}).Draw(t, "first")
		text := comment + strings.Join(parts, rapid.SampledFrom([]string{"", "\n", "# between\n"}).Draw(t, "between"))
		if rapid.Bool().Draw(t, "no final line break") {
			text = strings.TrimRight(text, "\n")
		}
		if rapid.Bool().Draw(t, "CR LF") {
			text = strings.ReplaceAll(text, "\n", "\r\n")
		}
		return text
	})
}

func TestEveryEditIsProvenShownAndDoneOnce(t *testing.T) {
	edited := 0
	rapid.Check(t, func(t *rapid.T) {
		old := []byte(configuration().Draw(t, "file"))
		v := version(t, rapid.SampledFrom([]string{"0.11", "0.17", "0.19.2", "0.20", "0.33", "enterprise"}).Draw(t, "version"))
		s := settings()
		s.HasAccount = rapid.Bool().Draw(t, "has account")
		e, err := config.Edit("config.yaml", old, v, s)
		var refused *config.Unusable
		if errors.As(err, &refused) && refused.Problem == config.Unparsable {
			t.Skip("a block scalar with a comment behind its header and the like")
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, old)
		}
		edited++
		again, err := config.Edit("config.yaml", e.New, v, s)
		if err != nil || !again.Same() || !bytes.Equal(again.New, e.New) || len(again.Lines) > 0 {
			t.Fatalf("a second edit changes something: %v\n%s\n%s", err, e.New, shownLines(again))
		}
		checkShown(t, old, e)
	})
	if edited == 0 {
		t.Error("no generated file was edited")
	}
}

// checkShown holds the lines against the two files: no secret in the clear,
// nothing left out, and taking away the old lines and the new ones leaves the
// same.
func checkShown(t *rapid.T, old []byte, e config.Edited) {
	t.Helper()
	oldLines, newLines := linesOf(old), linesOf(e.New)
	for _, line := range e.Lines {
		whole, from := "", newLines
		if line.Sign == '-' {
			from = oldLines
		}
		for _, part := range line.Parts {
			if strings.Contains(part.Text, marker) || strings.Contains(part.Text, "new-client-secret") || strings.Contains(part.Text, "AQIDAAAA") {
				t.Fatalf("a secret in the clear: %q of\n%s", line.String(), old)
			}
			whole += part.Text + part.Secret.Reveal()
		}
		if want := strings.ReplaceAll(from[line.Number-1], "\t", " "); strings.ReplaceAll(whole, "\t", " ") != want {
			t.Fatalf("line %d is shown as %q, is %q", line.Number, whole, want)
		}
		switch line.Sign {
		case '-':
			oldLines[line.Number-1] = "\x00"
		case '+':
			newLines[line.Number-1] = "\x00"
		}
	}
	if a, b := remaining(oldLines), remaining(newLines); a != b {
		t.Fatalf("lines changed that are not shown:\n%s\n---\n%s", a, b)
	}
	if e.Added+e.Changed+e.Unchanged != len(newLines) || e.Removed+e.Changed+e.Unchanged != len(oldLines) {
		t.Fatalf("counted wrong: +%d ~%d -%d =%d of %d and %d lines", e.Added, e.Changed, e.Removed, e.Unchanged, len(oldLines), len(newLines))
	}
}

func linesOf(b []byte) []string {
	text := strings.TrimSuffix(strings.ReplaceAll(string(b), "\r\n", "\n"), "\n")
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

func remaining(lines []string) string {
	var kept []string
	for _, line := range lines {
		if line != "\x00" {
			kept = append(kept, line)
		}
	}
	return fmt.Sprintf("%q", kept)
}

func TestEveryEditOfJSONKeepsTheBytesOfOtherKeys(t *testing.T) {
	keys := []string{"idp_provider", "IDP_CLIENT_ID", "idp_client_secret", "idp_service_account", "idp_qps", "log_level", "routes", "signing_key", "cookie_secret"}
	values := []string{`"` + marker + `"`, `""`, `null`, `"a\"b\\c\u00e9"`, `{"key": "` + marker + `", "secret": ["` + marker + `"]}`, `[1, 2.50, true]`, `"ü 👍"`}
	rapid.Check(t, func(t *rapid.T) {
		var pairs []string
		plain := map[string]json.RawMessage{}
		for _, key := range rapid.SliceOfDistinct(rapid.SampledFrom(keys), rapid.ID[string]).Draw(t, "keys") {
			choice := values
			if strings.HasPrefix(strings.ToLower(key), "idp_") || key == "cookie_secret" {
				choice = values[:4] // strings, as they belong there
			}
			value := rapid.SampledFrom(choice).Draw(t, key)
			switch key {
			case "idp_provider", "IDP_CLIENT_ID", "idp_qps", "log_level", "routes":
				if value == values[0] {
					value = `"no secret"`
				}
			}
			pairs = append(pairs, `"`+key+`"`+rapid.SampledFrom([]string{":", ": ", " :\t"}).Draw(t, "colon")+value)
			plain[key] = json.RawMessage(value)
		}
		if len(pairs) == 0 || len(pairs) == 1 && plain["log_level"] == nil {
			t.Skip("nothing in it")
		}
		separator := rapid.SampledFrom([]string{",", ", ", ",\n  ", " ,\r\n\t"}).Draw(t, "separator")
		old := []byte("{" + strings.TrimLeft(separator, " ,") + strings.Join(pairs, separator) + "}")
		name := rapid.SampledFrom([]string{"a.json", "a.yaml"}).Draw(t, "name")
		e, err := config.Edit(name, old, version(t, "0.33"), settings())
		if err != nil {
			t.Fatalf("%v\n%s", err, old)
		}
		var now map[string]json.RawMessage
		if err := json.Unmarshal(e.New, &now); err != nil {
			t.Fatalf("%v\n%s\n%s", err, old, e.New)
		}
		for _, key := range []string{"log_level", "routes", "signing_key"} {
			if !bytes.Equal(now[key], plain[key]) {
				t.Fatalf("%s is %s, was %s", key, now[key], plain[key])
			}
		}
		again, err := config.Edit(name, e.New, version(t, "0.33"), settings())
		if err != nil || !again.Same() {
			t.Fatalf("not done once: %v\n%s", err, e.New)
		}
		for _, line := range e.Lines {
			for _, part := range line.Parts {
				if strings.Contains(part.Text, marker) {
					t.Fatalf("a secret in the clear: %q", line.String())
				}
			}
		}
	})
}
