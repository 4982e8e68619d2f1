package walk

import (
	"testing"

	"pomerium-auth0/internal/secret"
)

func TestPlansAreEqualToTheLastSecret(t *testing.T) {
	plan := func(s string) Plan {
		return Plan{Operations: []Operation{{Verb: Update, Shall: struct{ s secret.Secret }{secret.New(s)}}}}
	}
	if !plan("a").Equal(plan("a")) || plan("a").Equal(plan("b")) || plan("a").Equal(Plan{}) {
		t.Error("plans are not told apart by what they hold")
	}
	if !(Plan{}).Equal(Plan{Operations: []Operation{}}) {
		t.Error("two empty plans differ")
	}
}

func TestWhatIsTheRestOfAPlan(t *testing.T) {
	app := Operation{Verb: Create, Object: Object{Kind: "app", Name: "A"}, Label: "application", Fields: []Row{{Key: "name", Value: "A"}}}
	grant := Operation{Verb: Create, Object: Object{Kind: "grant"}, Label: "grant", Shall: "of what is made first", Fields: []Row{{Key: "scope", Value: "read"}}}
	whole := Plan{Operations: []Operation{app, grant}}
	change := func(change func(*Operation)) Plan {
		o := grant
		change(&o)
		return Plan{Operations: []Operation{o}}
	}
	tests := []struct {
		says string
		plan Plan
		want bool
	}{
		{"its end", change(func(*Operation) {}), true},
		{"its end in other detail", change(func(o *Operation) { o.Shall, o.Object.ID = "of app 1", "1" }), true},
		{"nothing", Plan{}, false},
		{"all of it", whole, false},
		{"its beginning", Plan{Operations: []Operation{app}}, false},
		{"more than it", Plan{Operations: []Operation{grant, app, grant}}, false},
		{"another verb", change(func(o *Operation) { o.Verb = Delete }), false},
		{"another object", change(func(o *Operation) { o.Object.Tenant = "x" }), false},
		{"another label", change(func(o *Operation) { o.Label = "x" }), false},
		{"shown otherwise", change(func(o *Operation) { o.Fields = []Row{{Key: "scope", Value: "write"}} }), false},
	}
	for _, test := range tests {
		if got := test.plan.rests(whole); got != test.want {
			t.Errorf("%s: %t", test.says, got)
		}
	}
}

func TestWhatIsNotKnownOfAnObject(t *testing.T) {
	for want, made := range map[string]Made{
		"":                                     {Was: "red", Is: "blue"},
		"the answer was lost: it may be there": {Is: "blue", Unsure: true},
		"the answer was lost: look at its settings": {Was: "red", Is: "blue", Unsure: true},
	} {
		if got := made.Doubt(); got != want {
			t.Errorf("of %+v it says %q, not %q", made, got, want)
		}
	}
}
