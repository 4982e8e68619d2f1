package config

import (
	"strings"
	"testing"
)

// The edit that the samples get: four keys set, one removed.
func sampleChanges() []change {
	return []change{
		{name: "idp_provider", value: "auth0"},
		{name: "idp_provider_url", value: "https://acme.eu.auth0.com"},
		{name: "idp_client_id", value: "new-id"},
		{name: "idp_client_secret", value: `new"secret\`},
		{name: "idp_service_account", remove: true},
	}
}

// The keys that are added, as they are written.
const (
	addedProvider = "idp_provider: \"auth0\"\n"
	addedURL      = "idp_provider_url: \"https://acme.eu.auth0.com\"\n"
	addedID       = "idp_client_id: \"new-id\"\n"
	addedSecret   = "idp_client_secret: \"new\\\"secret\\\\\"\n"
	addedAll      = addedProvider + addedURL + addedID + addedSecret
)

var samples = []struct {
	name, source, want string
	problem            Problem // where want is ""
}{
	{name: "comments on the same line",
		source: "# top\nidp_provider: google # was okta\nidp_client_id: 'old'   # the id\n\n# end\n",
		want:   "# top\nidp_provider: \"auth0\" # was okta\nidp_client_id: \"new-id\"   # the id\n" + addedURL + addedSecret + "\n# end\n"},
	{name: "look-alike keys in block scalars and comments",
		source: "note: |\n  idp_provider: inside\n  idp_client_id: inside\n# idp_client_secret: commented\nother: >-\n  idp_provider_url: folded\n",
		want:   "note: |\n  idp_provider: inside\n  idp_client_id: inside\n# idp_client_secret: commented\nother: >-\n  idp_provider_url: folded\n" + addedAll},
	{name: "the same names below another key",
		source: "routes:\n  - from: https://a.example.com\n    idp_client_id: of-the-route\nx:\n  idp_provider: nested\nidp_provider: google\n",
		want:   "routes:\n  - from: https://a.example.com\n    idp_client_id: of-the-route\nx:\n  idp_provider: nested\nidp_provider: \"auth0\"\n" + addedURL + addedID + addedSecret},
	{name: "a mapping in braces",
		source: "{idp_provider: google, idp_client_id: [1, 2, 3], a: {idp_provider: x}, log_level: info}\n", problem: OddShape},
	{name: "a mapping in braces on one line",
		source: "{idp_provider: google, a: {idp_provider: x}, idp_client_secret: 's', log_level: info}\n",
		want:   `{idp_provider: "auth0", a: {idp_provider: x}, idp_client_secret: "new\"secret\\", "idp_provider_url": "https://acme.eu.auth0.com", "idp_client_id": "new-id", log_level: info}` + "\n"},
	{name: "JSON",
		source: "{\n  \"idp_provider\": \"google\",\n  \"idp_service_account\": \"abc\",\n  \"routes\": [{\"from\": \"https://a.example.com\"}]\n}\n",
		want:   "{\n  \"idp_provider\": \"auth0\",\n  \"idp_provider_url\": \"https://acme.eu.auth0.com\",\n  \"idp_client_id\": \"new-id\",\n  \"idp_client_secret\": \"new\\\"secret\\\\\",\n  \"routes\": [{\"from\": \"https://a.example.com\"}]\n}\n"},
	{name: "braces that end in what is removed",
		source: "{\"a\": 1, \"idp_provider\": \"google\" , \"idp_service_account\": \"abc\"}",
		want:   `{"a": 1, "idp_provider": "auth0" , "idp_provider_url": "https://acme.eu.auth0.com", "idp_client_id": "new-id", "idp_client_secret": "new\"secret\\"}`},
	{name: "braces with nothing in them", source: "{}\n",
		want: `{"idp_provider_url": "https://acme.eu.auth0.com", "idp_client_id": "new-id", "idp_client_secret": "new\"secret\\", "idp_provider": "auth0"}` + "\n"},
	{name: "several bytes a character, in braces",
		source: "{\"grüße\": \"日本 👍\", \"idp_provider\": \"gößgle\", \"x\": 1}\n",
		want:   `{"grüße": "日本 👍", "idp_provider": "auth0", "idp_provider_url": "https://acme.eu.auth0.com", "idp_client_id": "new-id", "idp_client_secret": "new\"secret\\", "x": 1}` + "\n"},
	{name: "keys in quotes and explicit keys",
		source: "\"idp_provider\": google\n'idp_client_id' : old\n? idp_client_secret\n: old\n? idp_service_account\n: abc\nlast: 1\n",
		want:   "\"idp_provider\": \"auth0\"\n'idp_client_id' : \"new-id\"\n? idp_client_secret\n: \"new\\\"secret\\\\\"\n" + addedURL + "last: 1\n"},
	{name: "the same key twice", source: "idp_provider: a\nlog_level: info\nidp_provider: b\n", problem: DuplicateKey},
	{name: "the same key twice further down", source: "routes:\n  - from: a\n    from: b\n", problem: DuplicateKey},
	{name: "keys equal but for case", source: "idp_client_id: a\nIDP_CLIENT_ID: b\n", problem: CaseDuplicate},
	{name: "a tab that indents", source: "idp_provider: google\nroutes:\n\t- from: a\n", problem: Unparsable},
	{name: "tabs around values",
		source: "idp_provider:\tgoogle\t# c\nidp_client_id: \told\t\n",
		want:   "idp_provider:\t\"auth0\"\t# c\nidp_client_id: \t\"new-id\"\t\n" + addedURL + addedSecret},
	{name: "CR LF",
		source: "idp_provider: google\r\nidp_service_account: abc\r\nlog_level: info\r\n",
		want:   "idp_provider: \"auth0\"\r\n" + strings.ReplaceAll(addedURL+addedID+addedSecret, "\n", "\r\n") + "log_level: info\r\n"},
	{name: "CR alone",
		source: "idp_provider: google\rlog_level: info\r",
		want:   "idp_provider: \"auth0\"\r" + strings.ReplaceAll(addedURL+addedID+addedSecret, "\n", "\r") + "log_level: info\r"},
	{name: "a byte order mark",
		source: "\ufeffidp_provider: google\nidp_client_secret: x\n",
		want:   "\ufeffidp_provider: \"auth0\"\nidp_client_secret: \"new\\\"secret\\\\\"\n" + addedURL + addedID},
	{name: "no line break at the end",
		source: "idp_provider: google\nidp_client_id: old",
		want:   "idp_provider: \"auth0\"\nidp_client_id: \"new-id\"\n" + addedURL + strings.TrimSuffix(addedSecret, "\n")},
	{name: "no line break at the end of what is removed",
		source: "log_level: info\nidp_service_account: abc",
		want:   "log_level: info\n" + strings.TrimSuffix(addedAll, "\n")},
	{name: "directive, markers, second document",
		source: "%YAML 1.1\n---\n# c\nlog_level: info\n...\n---\nidp_provider: second\n",
		want:   "%YAML 1.1\n---\n# c\nlog_level: info\n" + addedAll + "...\n---\nidp_provider: second\n"},
	{name: "a directive for YAML 1.2", source: "%YAML 1.2\n---\nlog_level: info\n", problem: Unparsable},
	{name: "a second document that cannot be read",
		source: "idp_provider: google\n--- \nidp_provider: [\n",
		want:   "idp_provider: \"auth0\"\n" + addedURL + addedID + addedSecret + "--- \nidp_provider: [\n"},
	{name: "anchors and aliases elsewhere",
		source: "x-a: &a {b: 1}\ny: *a\nidp_provider: &p google\nidp_client_id: *q\nx-q: &q 1\n", problem: Unparsable},
	{name: "an alias as the value",
		source: "x-q: &q old\nidp_client_id: *q # c\nz: *q\nidp_provider: &p google\n",
		want:   "x-q: &q old\nidp_client_id: \"new-id\" # c\nz: *q\nidp_provider: \"auth0\"\n" + addedURL + addedSecret},
	{name: "a value that is used elsewhere", source: "idp_client_id: &id old\nother: *id\n", problem: OddShape},
	{name: "a merge key",
		source: "x-base: &base\n  idp_provider: google\n  log_level: info\n<<: *base\naddress: :443\n",
		want:   "x-base: &base\n  idp_provider: google\n  log_level: info\n<<: *base\naddress: :443\n" + addedAll},
	{name: "a merge of keys in capitals",
		source: "x-base: &base {IDP_PROVIDER: google}\n<<: [*base, *base]\naddress: :443\n",
		want:   "x-base: &base {IDP_PROVIDER: google}\n<<: [*base, *base]\naddress: :443\nIDP_PROVIDER: \"auth0\"\n" + addedURL + addedID + addedSecret},
	{name: "a merged key that must go", source: "x: &b\n  idp_service_account: a\n<<: *b\n", problem: OddShape},
	{name: "nothing at all", source: "", want: addedAll},
	{name: "nothing but comments", source: "# one\n\n# two\n", want: "# one\n\n# two\n" + addedAll},
	{name: "nothing but comments and markers", source: "# one\n---\n# two\n...\n# three\n", want: "# one\n---\n# two\n" + addedAll + "...\n# three\n"},
	{name: "an indented mapping",
		source: "  idp_provider: google\n  log_level: info\n",
		want:   "  idp_provider: \"auth0\"\n  " + addedURL + "  " + addedID + "  " + addedSecret + "  log_level: info\n"},
	{name: "plain and quoted values of several lines",
		source: "idp_client_id: one\n  two\n\n  three # c\nidp_provider: \"goo\\\n  gle\"\nidp_client_secret: 'it''s\n  long'\nlog_level: info\n",
		want:   "idp_client_id: \"new-id\" # c\nidp_provider: \"auth0\"\nidp_client_secret: \"new\\\"secret\\\\\"\n" + addedURL + "log_level: info\n"},
	{name: "block scalars as values",
		source: "idp_client_id: | # kept\n  old\n   deeper\n\n # no part of it\nidp_client_secret: >2-\n   old\n\nidp_service_account: |\n  abc\n  def\n\n# kept\nlog_level: info\n",
		want:   "idp_client_id: \"new-id\" # kept\n\n # no part of it\nidp_client_secret: \"new\\\"secret\\\\\"\n\n" + addedProvider + addedURL + "\n# kept\nlog_level: info\n"},
	{name: "nulls",
		source: "idp_provider:\nidp_client_id: ~ # c\nidp_client_secret: null\nidp_provider_url:   # nothing\nidp_service_account:\n",
		want:   "idp_provider: \"auth0\"\nidp_client_id: \"new-id\" # c\nidp_client_secret: \"new\\\"secret\\\\\"\nidp_provider_url: \"https://acme.eu.auth0.com\"   # nothing\n"},
	{name: "odd line breaks",
		source: "# a\u0085idp_provider: google\u2028log_level: info\u2029idp_client_id: old\n",
		want:   "# a\u0085idp_provider: \"auth0\"\u2028log_level: info\u2029idp_client_id: \"new-id\"\n" + addedURL + addedSecret},
	{name: "keys in capitals",
		source: "IDP_PROVIDER: google\nIdp_Client_Id: old\nIDP_SERVICE_ACCOUNT: abc\n",
		want:   "IDP_PROVIDER: \"auth0\"\nIdp_Client_Id: \"new-id\"\n" + addedURL + addedSecret},
	{name: "UTF-16", source: "\xff\xfei\x00:\x00 \x001\x00", problem: NotText},
	{name: "Latin-1", source: "# gr\xfc\xdfe\nidp_provider: google\n", problem: NotText},
	{name: "a NUL byte", source: "idp_provider: goo\x00gle\n", problem: NotText},
	{name: "a lone value", source: "hello\n", problem: Scalar},
	{name: "a list", source: "- from: https://a.example.com\n", problem: List},
	{name: "a block scalar at the end that keeps its line breaks",
		source: "log_level: info\nnote: |+\n  kept\n\n\n",
		want:   "log_level: info\nnote: |+\n  kept\n\n\n" + addedAll},
	{name: "a block scalar at the end without a line break",
		source: "log_level: info\nnote: |\n  kept",
		want:   addedAll + "log_level: info\nnote: |\n  kept"},
	{name: "a mapping as the account",
		source: "idp_service_account:\n  client_id: a\n  secret: b\n# next\nidp_provider: google\n",
		want:   "# next\nidp_provider: \"auth0\"\n" + addedURL + addedID + addedSecret},
	{name: "a list as the account, as deep as its key",
		source: "idp_service_account:\n- a\n- b\n\nidp_provider: google\n",
		want:   "\nidp_provider: \"auth0\"\n" + addedURL + addedID + addedSecret},
	{name: "a list where a string belongs", source: "idp_client_id: [a]\n", problem: OddShape},
	{name: "an anchor and a tag before a value",
		source: "idp_provider: &p !!str google\nidp_client_id: !!str\n  'old'\n",
		want:   "idp_provider: \"auth0\"\nidp_client_id: \"new-id\"\n" + addedURL + addedSecret},

	// What fuzzing found in the first versions of the editor.
	{name: "a tag without a value", source: "idp_client_secret: !\nlog_level: info\n",
		want: addedSecret + addedProvider + addedURL + addedID + "log_level: info\n"},
	{name: "an explicit key without a value or line break", source: "? A", want: "? A\n" + strings.TrimSuffix(addedAll, "\n")},
	{name: "a header with a comment right behind", source: "idp_client_secret: ># 00",
		want: "idp_client_secret: \"new\\\"secret\\\\\" # 00\n" + addedProvider + addedURL + strings.TrimSuffix(addedID, "\n")},
	{name: "a key in braces without a colon", source: "{idp_service_account}", problem: OddShape},
	{name: "a key in braces without a colon that needs a value", source: "{idp_provider}", problem: OddShape},
	{name: "a mapping with a tag", source: " !\nA: 1", problem: NotProven},
	{name: "a key behind a marker", source: "--- idp_service_account: a\n", problem: Unparsable},
}

func TestSamples(t *testing.T) {
	for _, sample := range samples {
		t.Run(sample.name, func(t *testing.T) {
			before, err := parseDocument(YAML, []byte(sample.source))
			var after *document
			if err == nil {
				after, err = before.apply(sampleChanges())
			}
			if sample.want == "" {
				refused, ok := err.(*Unusable)
				if !ok || refused.Problem != sample.problem {
					t.Fatalf("not refused as it should be (%d): %v", sample.problem, err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := string(after.source); got != sample.want {
				t.Errorf("edited to\n%s\nwant\n%s\n(%q)", got, sample.want, got)
			}
		})
	}
}
