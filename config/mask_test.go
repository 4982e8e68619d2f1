package config_test

import (
	"strings"
	"testing"

	"pomerium-auth0/config"
)

// The lines around a change hold secrets too, and not only ours.
func TestNoSecretOfALineIsShown(t *testing.T) {
	for line, want := range map[string]string{
		"signing_key: c2VjcmV0":                                        "signing_key: ••••••••",
		"signing_key: 'c2VjcmV0' # note":                               "signing_key: '••••••••' # note",
		"signing_key_file: /etc/key.pem":                               "signing_key_file: /etc/key.pem",
		"certificate_key: c2VjcmV0":                                    "certificate_key: ••••••••",
		"certificates: [{cert: a, key: c2VjcmV0}]":                     "certificates: [{cert: a, key: ••••••••}]",
		"certificates: [{cert: a, key: /etc/c2VjcmV0.pem}]":            "certificates: [{cert: a, key: /etc/c2VjcmV0.pem}]",
		"set_response_headers: {X-Api: c2VjcmV0, Y: z}":                "set_response_headers: {X-Api: ••••••••, Y: ••••••••}",
		"jwt_claims_headers: {X-Email: email}":                         "jwt_claims_headers: {X-Email: email}",
		"metrics_basic_auth: dXNlcjpwYXNz":                             "metrics_basic_auth: ••••••••",
		"databroker_storage_connection_string: \"postgres://u:p@h/d\"": "databroker_storage_connection_string: \"••••••••\"",
		"databroker_service_url: https://u:p@h":                        "databroker_service_url: https://••••••••@h",
		"# idp_client_secret: \"c2VjcmV0\" # old":                      "# idp_client_secret: \"••••••••\" # old",
		"# AQIDAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA1AAAA=":               "# ••••••••",
		"idp_client_secert: c2VjcmV0":                                  "idp_client_secert: ••••••••",
		"audit_key: {private: c2VjcmV0}":                               "audit_key: {private: ••••••••}",
		"x-base: &b c2VjcmV0":                                          "x-base: &b ••••••••",
		"log_level: info # plain \x1b]52;c":                            "",
		"grpc_address: \":5443\" # Zürich 日本":                          "grpc_address: \":5443\" # Zürich 日本",
	} {
		old := "idp_provider: google\n" + line + "\n"
		if strings.Contains(line, "&b") {
			old += "signing_key: *b\n"
		}
		e, err := config.Edit("config.yaml", []byte(old), version(t, "0.33"), settings())
		if want == "" {
			if err == nil {
				t.Errorf("a control character is taken: %s", shownLines(e))
			}
			continue
		}
		if err != nil {
			t.Errorf("%q: %v", line, err)
			continue
		}
		if !strings.Contains(shownLines(e), "\n  "+want+"\n") && !strings.Contains(shownLines(e), "- "+want+"\n") {
			t.Errorf("%q is shown as\n%s", line, shownLines(e))
		}
	}
}

func TestASecretOfSeveralLinesIsMaskedInEach(t *testing.T) {
	const old = "signing_key: |\n  -----BEGIN\n  hidden\n\n  hidden\nidp_client_secret: \"hid\\\n  den\" # c\nidp_provider: google\nidp_client_id: a\nset_response_headers:\n  X: >\n    hidden\nlog_level: info\n"
	e, err := config.Edit("config.yaml", []byte(old), version(t, "0.33"), settings())
	if err != nil {
		t.Fatal(err)
	}
	shown := shownLines(e)
	for _, part := range []string{
		"  ••••••••\n- idp_client_secret: \"••••••••\n", "-   ••••••••\" # c\n", "+ idp_client_secret: \"••••••••\" # c\n",
	} {
		if !strings.Contains(shown, part) {
			t.Errorf("no %q", part)
		}
	}
	if strings.Contains(shown, "hid") || strings.Contains(shown, "den") {
		t.Error("a piece of a secret is shown")
	}
	if t.Failed() {
		t.Logf("shown as\n%s", shown)
	}
}

func TestTheAccountIsShownDecoded(t *testing.T) {
	s := settings()
	old := "idp_provider: auth0\nidp_service_account: " + config.ServiceAccount{ClientID: "old-id", Secret: s.ClientSecret}.Encode().Reveal() + "\n"
	e, err := config.Edit("config.yaml", []byte(old), version(t, "0.19"), s)
	if err != nil {
		t.Fatal(err)
	}
	var decoded []string
	for _, line := range e.Lines {
		if line.Decoded.ClientID != "" {
			decoded = append(decoded, string(line.Sign)+line.Decoded.ClientID)
		}
	}
	if got := strings.Join(decoded, " "); got != "-old-id +"+s.Account.ClientID {
		t.Errorf("decoded: %s\n%s", got, shownLines(e))
	}
}
