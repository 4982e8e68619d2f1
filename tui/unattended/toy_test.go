package unattended_test

import (
	"errors"
	"fmt"
	"strings"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/tui/walk"
)

// toy is a walk with one of everything that an unattended walk meets.
func toy() walk.Walk {
	text := func(s string) func(*walk.View) walk.Words {
		return func(*walk.View) walk.Words { return walk.Words{Title: s} }
	}
	is := func(name, want string) func(*walk.View) bool {
		return func(v *walk.View) bool { return v.Text(name) == want }
	}
	question := func(name string, q walk.Question) walk.Item {
		if q.Say == nil {
			q.Say = text("Which " + name + "?")
		}
		return walk.Item{Name: name, Rail: "one", Question: &q}
	}
	look := func(name string, l walk.Look) walk.Item { return walk.Item{Name: name, Rail: "one", Look: &l} }
	change := func(name string, c walk.Change) walk.Item {
		c.Doing = func(*walk.View, walk.Plan) string { return name }
		c.Options = func(*walk.View, walk.Plan) []walk.Option { return nil }
		return walk.Item{Name: name, Rail: "two", Change: &c}
	}
	discovered := func(v *walk.View) found { f, _ := v.Fact("discovery").(found); return f }

	which := question("which", walk.Question{
		Kind: walk.Pick,
		Suggest: func(v *walk.View) (walk.Suggestion, bool) {
			ids := strings.Fields(discovered(v).Candidates)
			if len(ids) != 1 {
				return walk.Suggestion{Value: walk.TextOf("create")}, true
			}
			return walk.Suggestion{Value: walk.TextOf(ids[0]), Origin: walk.Found}, true
		},
		Options: func(v *walk.View) []walk.Option {
			options := []walk.Option{{Value: walk.TextOf("create"), Label: "Create it"}, {Label: "Look again", Event: walk.Goto{Name: "discovery"}}}
			for _, id := range strings.Fields(discovered(v).Candidates) {
				options = append(options, walk.Option{Value: walk.TextOf(id), Label: "Pomerium", Note: "by hand"})
			}
			return options
		},
	})
	pasted := question("pasted", walk.Question{Kind: walk.Secret})
	pasted.Applies = is("which", "paste")
	refused := question("refused", walk.Question{Kind: walk.Pick, Say: func(*walk.View) walk.Words {
		return walk.Words{Title: "Auth0 refuses this token", Rows: []walk.Row{{Mark: walk.Failed, Key: "answer", Value: "401"}}}
	}})
	refused.Applies = func(v *walk.View) bool { return discovered(v).Refused }
	create := change("create", walk.Change{
		Say: func(_ *walk.View, p walk.Plan) walk.Words {
			return walk.Words{Title: "Create an application", Rows: []walk.Row{
				{Mark: walk.Added, Key: "name", Value: p.Operations[0].Object.Name},
				{Mark: walk.Added, Key: "secret", Secret: secret.New(clear)},
			}}
		},
		Plan: func(v *walk.View) walk.Plan {
			for _, made := range v.Made() {
				if made.Object.Kind == "app" && made.Object.ID != "" && !made.Removed {
					return walk.Plan{}
				}
			}
			return walk.Plan{Operations: []walk.Operation{{Label: "create application", Object: walk.Object{Kind: "app", Name: "Pomerium"}, Shall: "app"}}}
		},
		Stale: []string{"proof"},
	})
	create.Applies = is("which", "create")
	leftovers := change("leftovers", walk.Change{
		Declines: true,
		Say:      func(*walk.View, walk.Plan) walk.Words { return walk.Words{Title: "Remove what is no longer used"} },
		Plan: func(v *walk.View) walk.Plan {
			if !discovered(v).Old {
				return walk.Plan{}
			}
			return walk.Plan{Operations: []walk.Operation{{Verb: walk.Delete, Label: "delete old"}}}
		},
	})
	goOn := question("go on", walk.Question{
		Kind: walk.Pick,
		Say: func(v *walk.View) walk.Words {
			return walk.Words{Title: "One check failed", Rows: []walk.Row{
				{Mark: walk.Proven, Key: "discovery"}, {Mark: walk.Failed, Key: fmt.Sprint(v.Fact("check"))},
			}}
		},
		Quiet: func(v *walk.View) bool { return v.Fact("check") == "" },
		Suggest: func(v *walk.View) (walk.Suggestion, bool) {
			return walk.Suggestion{Value: walk.TextOf("yes")}, v.Fact("check") == ""
		},
	})
	return walk.Walk{
		Items: []walk.Item{
			look("here", walk.Look{Local: true, Request: func(*walk.View) any { return "here" }}),
			question("file", walk.Question{Suggest: func(*walk.View) (walk.Suggestion, bool) {
				return walk.Suggestion{Value: walk.TextOf("config.yaml"), Origin: walk.Found}, true
			}}),
			question("url", walk.Question{
				Suggest: func(*walk.View) (walk.Suggestion, bool) {
					return walk.Suggestion{Value: walk.TextOf("https://derived.example"), Origin: walk.Derived}, true
				},
				Valid: func(_ *walk.View, value walk.Value) error {
					if !strings.HasPrefix(value.Text, "https://") {
						return errors.New("it must begin with https://")
					}
					return nil
				},
			}),
			question("domain", walk.Question{}),
			look("discovery", walk.Look{Usual: found{}, Request: func(v *walk.View) any { return v.Text("domain") }}),
			refused, which, pasted,
			look("proof", walk.Look{
				Request: func(*walk.View) any { return "proof" },
				Proves:  func(_ *walk.View, made walk.Made) bool { return made.Object.Kind == "app" },
			}),
			create, leftovers,
			look("check", walk.Look{Usual: "", Request: func(*walk.View) any { return "check" }}),
			goOn,
		},
		Leave: walk.Change{Plan: func(*walk.View) walk.Plan { return walk.Plan{} }},
	}
}
