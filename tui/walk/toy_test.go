package walk_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/tui/walk"
)

// The toy walk that the tests go through: in a store, by its key, a box of one
// colour is made or brought to that colour, if wanted a lid and the hinge that
// holds it, and a label on this machine names them. It has one item of each
// sort that a real walk has.

// The requests of its looks.
type (
	machineRequest struct{}
	labelRequest   struct{ File string }
	reachRequest   struct{ Store string }
	listRequest    struct {
		Kind, Store string
		Key         secret.Secret
	}
	codeRequest struct {
		Store, ID string
		Key       secret.Secret
		Gen       int
	}
	checkRequest struct {
		Kind, Store, ID, Colour string
		Gen                     int
	}
	textRequest struct{ Label, Want string }
)

// A thing is what a store holds.
type thing struct {
	Kind, ID, Name, Colour string
	Tag                    string // the walk that made it; "" by hand
	On                     string // a hinge: the ID of its lid
}

const newOne = "create" // answers "box": one of our own

func toy() *walk.Walk {
	items := slices.Concat(placeItems(), boxItems(), lidItems(), endItems())
	return &walk.Walk{Items: items, Leave: leaving(), Context: func(v *walk.View) []string {
		return []string{v.Text("store")}
	}}
}

func title(text string) func(*walk.View) walk.Words {
	return func(*walk.View) walk.Words { return walk.Words{Title: text} }
}

func is(question, answer string) func(*walk.View) bool {
	return func(v *walk.View) bool { return v.Text(question) == answer }
}

func always(*walk.View) bool { return true }

func found(text string) (walk.Suggestion, bool) {
	return walk.Suggestion{Value: walk.TextOf(text), Reason: "found", Origin: walk.Found}, text != ""
}

func oneOf(words ...string) func(*walk.View, walk.Value) error {
	return func(_ *walk.View, value walk.Value) error {
		if !slices.Contains(words, value.Text) {
			return fmt.Errorf("%q is none of %s", value.Text, strings.Join(words, ", "))
		}
		return nil
	}
}

// placeItems ask where.
func placeItems() []walk.Item {
	return []walk.Item{
		{Name: "machine", Rail: "Place", Look: &walk.Look{
			Local: true, Usual: "",
			Request: func(*walk.View) any { return machineRequest{} },
		}},
		{Name: "file", Rail: "Place", Question: &walk.Question{
			Kind: walk.Text, Say: title("Which label?"), Quiet: always,
			Suggest: func(v *walk.View) (walk.Suggestion, bool) { return found(v.Fact("machine").(string)) },
			Take: func(_ *walk.View, value walk.Value) (map[string]walk.Value, error) {
				path := strings.TrimSpace(value.Text)
				if strings.Contains(path, "\n") {
					return nil, errors.New("a path is one line")
				}
				return map[string]walk.Value{"file": walk.TextOf(path)}, nil
			},
			Valid: func(_ *walk.View, value walk.Value) error {
				if value.Text == "" {
					return errors.New("a path is needed")
				}
				return nil
			},
		}},
		{Name: "label", Rail: "Place", Look: &walk.Look{
			Local: true, Usual: "",
			Request: func(v *walk.View) any {
				if v.Text("file") == "" {
					return nil
				}
				return labelRequest{v.Text("file")}
			},
		}},
		{Name: "colour", Rail: "Place", Question: &walk.Question{
			Kind: walk.Text,
			Say: func(v *walk.View) walk.Words {
				return walk.Words{Title: "Which colour?", Rows: []walk.Row{
					{Key: "label", Value: v.Text("file"), Event: walk.Goto{Name: "file"}},
					{Key: "as it is", Value: "red", Event: walk.Answered{Name: "colour", Value: walk.TextOf("red")}},
				}}
			},
			Suggest: func(v *walk.View) (walk.Suggestion, bool) {
				colour, _, labelled := strings.Cut(v.Fact("label").(string), " ")
				return walk.Suggestion{Value: walk.TextOf(colour), Reason: "as the label says"}, labelled
			},
			Valid: oneOf("red", "green", "blue"),
		}},
		{Name: "store", Rail: "Place", Question: storeQuestion()},
		{Name: "reach", Rail: "Place", Look: &walk.Look{
			Usual: true,
			Request: func(v *walk.View) any {
				if v.Text("store") == "" {
					return nil
				}
				return reachRequest{v.Text("store")}
			},
		}},
		{Name: "unreached", Rail: "Place",
			Applies: func(v *walk.View) bool { return !v.Fact("reach").(bool) },
			Question: &walk.Question{
				Kind: walk.Pick, Say: title("The store can not be reached"),
				Options: func(*walk.View) []walk.Option {
					return []walk.Option{
						{Label: "Try again", Event: walk.Goto{Name: "reach"}},
						{Label: "Go on without", Value: walk.TextOf("paste")},
					}
				},
				Valid: oneOf("paste"),
			}},
		{Name: "access", Rail: "Place", Question: &walk.Question{
			Kind: walk.Pick, Say: title("Who makes them?"),
			Options: func(v *walk.View) []walk.Option {
				return []walk.Option{
					{Label: "This program", Value: walk.TextOf("key")},
					{Label: "I do", Value: walk.TextOf("paste")},
				}
			},
			Suggest: func(v *walk.View) (walk.Suggestion, bool) { return found(v.Text("unreached")) },
			Quiet:   func(v *walk.View) bool { return v.Text("unreached") != "" },
			Valid: func(v *walk.View, value walk.Value) error {
				if v.Text("unreached") != "" && value.Text != "paste" {
					return errors.New("the store can not be reached")
				}
				return oneOf("key", "paste")(v, value)
			},
		}},
		{Name: "key", Rail: "Place", Applies: is("access", "key"), Question: &walk.Question{
			Kind: walk.Secret, Say: title("The key?"),
			Remark: func(_ *walk.View, value walk.Value) walk.Remark {
				return walk.Remark{Text: fmt.Sprintf("%d characters", value.Secret.Len())}
			},
			Valid: func(v *walk.View, value walk.Value) error {
				if store, is := storeOfKey(value.Secret); !is || store != v.Text("store") {
					return errors.New("this key is for another store")
				}
				return nil
			},
		}},
	}
}

// storeQuestion takes a key as well, which says the store and who makes them.
func storeQuestion() *walk.Question {
	return &walk.Question{
		Kind: walk.Text, TakesSecrets: true, Say: title("Which store?"),
		Take: func(_ *walk.View, value walk.Value) (map[string]walk.Value, error) {
			if store, is := storeOfKey(value.Secret); is {
				return map[string]walk.Value{
					"store": walk.TextOf(store), "access": walk.TextOf("key"), "key": value,
				}, nil
			}
			store := strings.ToLower(strings.TrimSpace(value.Text))
			if store == "" || strings.Contains(store, " ") {
				return nil, errors.New("a store is one word")
			}
			return map[string]walk.Value{"store": walk.TextOf(store)}, nil
		},
	}
}

// clear is in every secret of the tests.
const clear = "S3CR3T"

func keyOf(store string) walk.Value { return walk.SecretOf(secret.New("key:" + store + ":" + clear)) }

func storeOfKey(s secret.Secret) (string, bool) {
	parts := strings.Split(s.Reveal(), ":")
	if len(parts) != 3 || parts[0] != "key" {
		return "", false
	}
	return parts[1], true
}

// leaving removes what was created and puts back what was changed, newest
// first.
func leaving() walk.Change {
	return walk.Change{
		Plan: func(v *walk.View) walk.Plan {
			var plan walk.Plan
			for _, made := range slices.Backward(v.Made()) {
				if !made.Removed && !made.Assumed {
					plan.Operations = append(plan.Operations, undo(made))
				}
			}
			return plan
		},
		Say: func(_ *walk.View, plan walk.Plan) walk.Words { return walk.Words{Title: "Leave?", Rows: rowsOf(plan)} },
		Options: func(_ *walk.View, plan walk.Plan) []walk.Option {
			options := []walk.Option{
				{Label: "Keep", Value: walk.TextOf(walk.KeepAndLeave)},
				{Label: "Stay", Value: walk.TextOf(walk.Stay)},
			}
			if !plan.Empty() {
				options = append(options, walk.Option{Label: "Remove", Event: walk.Confirmed{Name: walk.LeaveName, Plan: plan}})
			}
			return options
		},
		Doing: func(*walk.View, walk.Plan) string { return "Removing" },
	}
}

func undo(made walk.Made) walk.Operation {
	operation := walk.Operation{Verb: walk.Delete, Object: made.Object, Label: made.Object.Kind, With: made.With, Was: made.Is}
	if made.Was != nil {
		operation.Verb, operation.Shall = walk.Restore, made.Was
	}
	return operation
}

func rowsOf(plan walk.Plan) []walk.Row {
	var rows []walk.Row
	for _, operation := range plan.Operations {
		rows = append(rows, operation.Fields...)
	}
	return rows
}
