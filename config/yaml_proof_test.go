package config

import "testing"

// The proof is the safety net under every heuristic of the editor: it must
// tear for nothing that is right, and hold for everything that is wrong.
func TestTheProofSeesEveryOtherChange(t *testing.T) {
	changes := []change{{name: "idp_client_id", value: "new"}, {name: "idp_qps", remove: true}}
	const old = "a: &x {b: 1, c: [1, 2]}\nidp_client_id: old\nd: *x\nidp_qps: 1\ne: |\n  text\n---\nsecond: 1\n"
	const right = "a: &x {b: 1, c: [1, 2]}\nidp_client_id: \"new\"\nd: *x\ne: |\n  text\n---\nsecond: 1\n"
	for name, row := range map[string]struct {
		edited string
		right  bool
	}{
		"right":                         {right, true},
		"comments and layout":           {"# c\na: &x\n  b: 1 # c\n  c:\n  - 1\n  - 2\nidp_client_id: \"new\"\n\nd: *x\ne: |\n   text\n---\nsecond: 1\n", true},
		"another anchor name":           {"a: &y {b: 1, c: [1, 2]}\nidp_client_id: \"new\"\nd: *y\ne: |\n  text\n---\nsecond: 1\n", false},
		"nothing done":                  {old, false},
		"not removed":                   {"a: &x {b: 1, c: [1, 2]}\nidp_client_id: \"new\"\nd: *x\nidp_qps: 1\ne: |\n  text\n---\nsecond: 1\n", false},
		"more removed":                  {"a: &x {b: 1, c: [1, 2]}\nidp_client_id: \"new\"\ne: |\n  text\n---\nsecond: 1\n", false},
		"another key":                   {right[:len(right)-len("---\nsecond: 1\n")] + "f: 1\n---\nsecond: 1\n", false},
		"another value":                 {"a: &x {b: 2, c: [1, 2]}\nidp_client_id: \"new\"\nd: *x\ne: |\n  text\n---\nsecond: 1\n", false},
		"another type":                  {"a: &x {b: \"1\", c: [1, 2]}\nidp_client_id: \"new\"\nd: *x\ne: |\n  text\n---\nsecond: 1\n", false},
		"another order in a list":       {"a: &x {b: 1, c: [2, 1]}\nidp_client_id: \"new\"\nd: *x\ne: |\n  text\n---\nsecond: 1\n", false},
		"an alias of something else":    {"a: &x {b: 1, c: &x [1, 2]}\nidp_client_id: \"new\"\nd: *x\ne: |\n  text\n---\nsecond: 1\n", false},
		"a line break more in a scalar": {"a: &x {b: 1, c: [1, 2]}\nidp_client_id: \"new\"\nd: *x\ne: |+\n  text\n\n---\nsecond: 1\n", false},
		"the second document":           {"a: &x {b: 1, c: [1, 2]}\nidp_client_id: \"new\"\nd: *x\ne: |\n  text\n---\nsecond: 2\n", false},
		"not in quotes":                 {"a: &x {b: 1, c: [1, 2]}\nidp_client_id: new\nd: *x\ne: |\n  text\n---\nsecond: 1\n", false},
		"another value of ours":         {"a: &x {b: 1, c: [1, 2]}\nidp_client_id: \"newer\"\nd: *x\ne: |\n  text\n---\nsecond: 1\n", false},
		"moved":                         {"idp_client_id: \"new\"\na: &x {b: 1, c: [1, 2]}\nd: *x\ne: |\n  text\n---\nsecond: 1\n", false},
	} {
		before, err := parseDocument(YAML, []byte(old))
		if err != nil {
			t.Fatal(err)
		}
		after, err := parseDocument(YAML, []byte(row.edited))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := before.proves(after, changes); (err == nil) != row.right {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestJSONIsProvenByItsOwnDecoder(t *testing.T) {
	changes := []change{{name: "idp_client_id", value: "new"}, {name: "idp_qps", remove: true}}
	const old = `{"a": [1, 2.0], "IDP_CLIENT_ID": "old", "idp_qps": 1}`
	for edited, right := range map[string]bool{
		`{"a": [1, 2.0], "IDP_CLIENT_ID": "new"}`:               true,
		`{"a": [1, 2], "IDP_CLIENT_ID": "new"}`:                 false,
		`{"IDP_CLIENT_ID": "new"}`:                              false,
		`{"a": [1, 2.0], "IDP_CLIENT_ID": "old"}`:               false,
		`{"a": [1, 2.0], "IDP_CLIENT_ID": "new", "idp_qps": 1}`: false,
		`{"a": [1, 2.0], "IDP_CLIENT_ID": "new", "b": 1}`:       false,
		`{"a": [1, 2.0], "IDP_CLIENT_ID": "new",}`:              false,
	} {
		if err := provesJSON([]byte(old), []byte(edited), changes); (err == nil) != right {
			t.Errorf("%s: %v", edited, err)
		}
	}
}
