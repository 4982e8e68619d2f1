package config_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"pomerium-auth0/config"
)

// Which file Pomerium 0.19.2 and 0.33.1 read is decided by the ending alone.
func TestTheEndingDecides(t *testing.T) {
	for name, form := range map[string]config.Form{
		"/etc/pomerium/config.yaml": config.YAML, "a.yml": config.YAML, "a.json": config.JSON, "a.toml": config.TOML,
		".env": config.Dotenv, "pomerium.env": config.Dotenv, "a.dotenv": config.Dotenv,
	} {
		if got, err := config.FormOf(name); err != nil || got != form {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	for name, part := range map[string]string{
		"a.YAML": "in capital letters", "config": "has no ending", "a.conf": "reads no file that ends in .conf", "a.bak": ".bak",
		"a.hcl": ".hcl", "a.ini": ".ini", "a.properties": ".properties", "a.yaml.bak-20261124T080000Z": "reads no file",
	} {
		_, err := config.Read(name, []byte("idp_provider: auth0\n"))
		checkProblem(t, name, err, config.UnknownEnding, part, nil)
	}
}

func checkProblem(t *testing.T, name string, err error, problem config.Problem, part string, lines []int) {
	t.Helper()
	var refused *config.Unusable
	if !errors.As(err, &refused) || refused.Problem != problem || !strings.Contains(err.Error(), part) {
		t.Errorf("%s: %v", name, err)
		return
	}
	if len(refused.Lines) != len(lines) {
		t.Errorf("%s: in lines %v, want %v", name, refused.Lines, lines)
		return
	}
	for i := range lines {
		if refused.Lines[i] != lines[i] {
			t.Errorf("%s: in lines %v, want %v", name, refused.Lines, lines)
		}
	}
}

func TestWhatIsNoConfigurationIsToldByItsName(t *testing.T) {
	for name, row := range map[string]struct {
		content string
		problem config.Problem
		part    string
		lines   []int
	}{
		"a manifest":          {"apiVersion: ingress.pomerium.io/v1\nkind: Pomerium\nspec: {}\n", config.Kubernetes, "Kubernetes manifest", nil},
		"Helm values":         {"authenticate:\n  idp:\n    provider: auth0\nconfig:\n  rootDomain: example.com\n", config.Helm, "Helm chart", []int{1}},
		"a compose file":      {"services:\n  pomerium:\n    image: pomerium/pomerium:latest\n", config.Compose, "compose file", []int{1}},
		"a list of routes":    {"- from: https://a.example.com\n  to: https://b\n", config.List, "is a list", []int{1}},
		"a lone value":        {"pomerium\n", config.Scalar, "one value", []int{1}},
		"a template":          {"idp_provider: auth0\n{{- if .Values.x }}\nidp_client_id: a\n{{- end }}\n", config.Template, "line 2 holds a placeholder", []int{2}},
		"a bare placeholder":  {"idp_provider: auth0\nidp_client_id: {{ .Values.id }}\n", config.Template, "line 2 holds a placeholder", []int{2}},
		"another program's":   {"server:\n  port: 80\n", config.NoKnownKey, "the first is server", []int{1}},
		"a key twice":         {"idp_client_id: a\nlog_level: info\nidp_client_id: b\n", config.DuplicateKey, "lines 1 and 3", []int{1, 3}},
		"tabs":                {"routes:\n\t- from: a\n", config.Unparsable, "Pomerium cannot read the file either", nil},
		"a value with colons": {"log_level: a: b\n", config.Unparsable, "mapping values are not allowed", nil},
		"an unknown escape":   {"log_level: \"a\\/b\"\n", config.Unparsable, "unknown escape character", nil},
		"typed wrong":         {"- a\nb: c\n", config.Unparsable, "cannot read", nil},
		"UTF-16":              {"a\x00:\x00", config.NotText, "UTF-16", nil},
		"half of UTF-16":      {"\xff\xfea\x00:\x00\x00\x00", config.NotText, "UTF-16", nil},
		"a binary":            {"\x7fELF\x00\x01", config.NotText, "no text", nil},
		"Latin-1":             {"log_level: \xfc\n", config.NotText, "not in UTF-8", nil},
		"a merge of a value":  {"log_level: info\n<<: 1\n", config.Unparsable, "no mapping", []int{2}},
	} {
		_, err := config.Read("config.yaml", []byte(row.content))
		checkProblem(t, name, err, row.problem, row.part, row.lines)
	}
	for name, content := range map[string]string{"comments": "{\"log_level\": \"info\" /* x */}", "a trailing comma": "{\"log_level\": \"info\",}", "YAML": "log_level: info\n"} {
		_, err := config.Read("config.json", []byte(content))
		checkProblem(t, "JSON with "+name, err, config.Unparsable, "line 1 of the file, which ends in .json, is no JSON", []int{1})
	}
}

// What Pomerium reads is read as Pomerium reads it, also where it is not edited
// since it is not clear what was meant.
func TestWhatIsReadAndNotEdited(t *testing.T) {
	utf16 := func(first, second byte) string {
		content := []byte{first, second}
		for _, b := range []byte("idp_client_id: wins\nlog_level: info\n") {
			if first == 0xff {
				content = append(content, b, 0)
			} else {
				content = append(content, 0, b)
			}
		}
		return string(content)
	}
	for name, row := range map[string]struct {
		file, content string
		problem       config.Problem
		part          string
		lines         []int
		says          string // of the finding, "" for none
		line          int
	}{
		"a key in two cases": {"config.yaml", "idp_client_id: a\nIDP_CLIENT_ID: wins\n", config.CaseDuplicate, "lines 1 and 2", []int{1, 2},
			"stands twice, and the one with capitals, in line 2, counts", 1},
		"in the other order": {"config.yaml", "Idp_client_id: wins\nidp_client_id: a\n", config.CaseDuplicate, "lines 1 and 2", []int{1, 2},
			"stands twice, and the one with capitals, in line 1, counts", 2},
		"case and a merge": {"config.yaml", "x: &x\n  IDP_CLIENT_ID: wins\n<<: *x\nidp_client_id: b\n", config.CaseDuplicate, "in lines 4 and 3", []int{4, 3},
			"stands twice, and the one with capitals, in line 3, counts", 4},
		"two with capitals": {"config.yaml", "Idp_client_id: wins\nIDP_CLIENT_ID: b\n", config.CaseDuplicate, "now one, now the other", []int{1, 2},
			"stands twice, in line 2 too: Pomerium takes now the one, now the other", 1},
		"another key": {"config.yaml", "idp_client_id: wins\nlog_level: info\nLOG_LEVEL: debug\n", config.CaseDuplicate, "lines 2 and 3", []int{2, 3},
			"stands twice, and the one with capitals, in line 3, counts", 2},
		"JSON twice": {"config.json", "{\"idp_client_id\": \"a\",\n\"idp_client_id\": \"b\",\n\"idp_client_id\": \"wins\"}", config.DuplicateKey, "lines 1 and 2", []int{1, 2},
			"stands twice, and the last of them, in line 2, counts", 1},
		"JSON twice further down": {"config.json", "{\"idp_client_id\": \"wins\", \"routes\": [{\"from\": \"a\",\n\"from\": \"b\"}]}", config.DuplicateKey, "lines 1 and 2", []int{1, 2},
			"stands twice, and the last of them, in line 2, counts", 1},
		"JSON with an escape":     {"config.json", `{"idp_client_id": "wins", "idp_provider_url": "https:\/\/acme.eu.auth0.com", "idp_client_secret": "0123"}`, config.OddShape, "not edited here", nil, "", 0},
		"TOML in two cases":       {"config.toml", "idp_client_id = \"a\"\nIDP_CLIENT_ID = \"wins\"\n", config.ShownOnly, "not edited here", nil, "stands twice, and the one with capitals counts", 0},
		"a .env file in two":      {"config.env", "IDP_CLIENT_ID=wins\nidp_client_id=b\n", config.ShownOnly, "not edited here", nil, "stands twice, and the one with capitals, in line 1, counts", 2},
		"UTF-16, little-endian":   {"config.yaml", utf16(0xff, 0xfe), config.NotText, "UTF-16", nil, "", 0},
		"UTF-16, big-endian":      {"config.yaml", utf16(0xfe, 0xff), config.NotText, "UTF-16", nil, "", 0},
		"an anchor for the whole": {"config.yaml", "&x\nidp_client_id: wins\n", config.OddShape, "line 1: the whole file has", []int{1}, "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			c := read(t, row.file, row.content)
			if c.ClientID != "wins" {
				t.Errorf("read as %q", c.ClientID)
			}
			_, err := config.Edit(row.file, []byte(row.content), version(t, "0.33"), settings())
			checkProblem(t, name, err, row.problem, row.part, row.lines)
			said := 0
			for _, finding := range config.Findings([]byte(row.content), c, version(t, "0.33")) {
				if strings.Contains(finding.Text, "not in quotes") {
					t.Errorf("%+v", finding)
				}
				if strings.Contains(finding.Text, "stands twice") {
					if said++; said == 1 && (finding.Text != row.says || finding.Line != row.line) {
						t.Errorf("%+v", finding)
					}
				}
			}
			if said == 0 && row.says != "" {
				t.Error("it is not said")
			}
		})
	}
}

func TestWhatPomeriumTakesIsTakenHere(t *testing.T) {
	for name, content := range map[string]string{
		"nothing":                    "",
		"only comments":              "# a\n# b\n",
		"placeholders in quotes":     "idp_client_id: \"{{ .Values.id }}\"\nidp_client_secret: ${SECRET}\n",
		"letter case":                "Idp_Provider: auth0\n",
		"a byte order mark":          "\ufeffidp_provider: auth0\n",
		"CR LF":                      "idp_provider: auth0\r\n",
		"CR":                         "idp_provider: auth0\rlog_level: info\r",
		"no line break at the end":   "idp_provider: auth0",
		"markers":                    "---\nidp_provider: auth0\n...\n",
		"a second document":          "idp_provider: auth0\n---\nidp_provider: [\n",
		"anchors, aliases, a merge":  "x-a: &a {log_level: info}\n<<: *a\nidp_provider: auth0\n",
		"JSON":                       "{\"idp_provider\": \"auth0\"}",
		"only the account, misspelt": "idp_service_acount: abc\n",
		"nesting of merges":          "a0: &a0 {log_level: info}\n" + bomb(40) + "<<: *a40\n",
	} {
		if _, err := config.Read("config.yaml", []byte(content)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"testdata/sample-0.19.yaml", "testdata/sample-0.33.yaml"} {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := config.Read(name, content); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// bomb are mappings that merge the one before twice, each.
func bomb(n int) string {
	var b strings.Builder
	name := "a0"
	for i := 1; i <= n; i++ {
		next := "a" + strings.Repeat("x", i)
		if i == n {
			next = "a40"
		}
		b.WriteString(next + ": &" + next + " {<<: [*" + name + ", *" + name + "]}\n")
		name = next
	}
	return b.String()
}

func TestNoMessageHoldsASecret(t *testing.T) {
	const hidden = "hidden-secret-0123456789"
	for name, content := range map[string]string{
		"a.yaml": "idp_client_secret: \"" + hidden + "\\/\"\n",
		"b.yaml": "idp_client_secret: " + hidden + ": x\n",
		"c.yaml": "idp_client_secret: *" + "x\nfoo: " + hidden + "\n",
		"d.yaml": "- " + hidden + "\n",
		"e.yaml": hidden + "\n",
		"f.env":  "IDP_CLIENT_SECRET\n" + hidden + "\n",
		"g.json": "{\"idp_client_secret\": \"" + hidden + "\",}",
	} {
		_, err := config.Read(name, []byte(content))
		if err == nil || strings.Contains(err.Error(), hidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
