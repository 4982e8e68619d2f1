package steps

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"pomerium-auth0/auth0"
	"pomerium-auth0/internal/secret"
	"pomerium-auth0/tui/walk"
)

// A part is what the web app and the M2M app have in common: the same three
// ways to come by one.
type part struct {
	kind string
	rail string
	// the names of its items
	which, name, id, secret, look string
	// noun is what an operator calls it in a sentence.
	noun        string
	defaultName string
	named       string // who sees its name
	search      func(*walk.View) auth0.Search
}

// How an application is come by.
type how int

const (
	notAtAll how = iota
	pasted
	created
	taken // one that is there
)

// A target is the application that a part works on.
type target struct {
	how  how
	app  auth0.Candidate // of one that is there
	made bool            // by this walk
}

// known lists the tenant's applications as they are now: the newest of what
// was listed and what this walk made. One application that both parts work on
// is made twice: what was written last holds.
func known(v *walk.View) []auth0.Application {
	list := slices.Clone(listed(v).Applications)
	listing := v.Gen(LookApplications)
	tenant := tenantOf(v).Host()
	byAge := slices.SortedStableFunc(slices.Values(v.Made()), func(a, b walk.Made) int { return a.Generation - b.Generation })
	for _, made := range byAge {
		app, is := made.Is.(auth0.Application)
		if !is || made.Object.Tenant != tenant || made.Unsure || made.Object.ID == "" {
			continue
		}
		i := slices.IndexFunc(list, func(a auth0.Application) bool { return a.ID == made.Object.ID })
		switch {
		case made.Removed && made.Was == nil && i >= 0:
			list = slices.Delete(list, i, i+1)
		case made.Removed && made.Was == nil:
		case i < 0:
			list = append(list, app)
		case made.Generation > listing:
			list[i] = app
		}
	}
	return list
}

// lacks reports whether the listing lacks an application that this walk made
// before it was read.
func lacks(v *walk.View, id string) bool {
	listing := v.Gen(LookApplications)
	for _, made := range v.Made() {
		if made.Object.ID == id && !made.Assumed && made.Generation < listing {
			return !slices.ContainsFunc(listed(v).Applications, func(a auth0.Application) bool { return a.ID == id })
		}
	}
	return false
}

// madeBy returns what this walk created of a kind in the present tenant.
func madeBy(v *walk.View, kind string) (walk.Made, bool) {
	tenant := tenantOf(v).Host()
	for _, made := range v.Made() {
		if made.Object.Kind == kind && made.Object.Tenant == tenant && made.Was == nil && !made.Removed && !made.Unsure {
			return made, true
		}
	}
	return walk.Made{}, false
}

// found looks through the tenant's applications for those that may be meant.
func (p part) found(v *walk.View) auth0.Found {
	search := p.search(v)
	search.Walk = v.Walk()
	search.Token = spokenFor(v)
	if made, was := madeBy(v, p.kind); was {
		search.Made = made.Object.ID
	}
	return auth0.Find(known(v), search)
}

// target says what the answer to the part's question comes to.
func (p part) target(v *walk.View) target {
	found := p.found(v)
	is := func(c auth0.Candidate) target {
		return target{how: taken, app: c, made: c.Reason == auth0.MadeByWalk}
	}
	switch answer := v.Text(p.which); answer {
	case "", NoApp:
		return target{}
	case PasteApp:
		return target{how: pasted}
	case NewApp:
		if mine, was := found.Mine(); was {
			return is(mine)
		}
		return target{how: created}
	case CreateApp:
		if best := found.Best(); len(best) > 0 {
			return is(best[0])
		}
		if mine, was := found.Mine(); was {
			return is(mine)
		}
		return target{how: created}
	default:
		if candidate, there := found.ByID(answer); there {
			return is(candidate)
		}
		return target{}
	}
}

// chosen is the client ID that was chosen, also before the tenant's
// applications were read.
func (p part) chosen(v *walk.View) string {
	switch answer := v.Text(p.which); answer {
	case PasteApp, CreateApp, NewApp, NoApp, "":
		return p.clientID(v)
	default:
		return answer
	}
}

// clientID and clientSecret are what will be saved of the part's application.
func (p part) clientID(v *walk.View) string {
	switch t := p.target(v); t.how {
	case pasted:
		return v.Text(p.id)
	case taken:
		return t.app.ID
	}
	return ""
}

func (p part) clientSecret(v *walk.View) secret.Secret {
	switch t := p.target(v); t.how {
	case pasted:
		value, _ := v.Answer(p.secret)
		return value.Secret
	case taken:
		if !t.app.Secret.IsZero() {
			return t.app.Secret
		}
		if app, read := v.Fact(p.look).(auth0.Application); read && app.ID == t.app.ID {
			return app.Secret
		}
	}
	return secret.Secret{}
}

// gen is the generation of what is known of the part's application.
func (p part) gen(v *walk.View) int {
	gen := v.Gen(LookApplications)
	id := p.clientID(v)
	for _, made := range v.Made() {
		if made.Object.ID == id && made.Object.Kind == p.kind {
			gen = max(gen, made.Generation)
		}
	}
	return gen
}

// changedAfter reports whether this walk changed the part's application since
// that generation.
func (p part) changedAfter(v *walk.View, gen int) bool {
	id := p.clientID(v)
	return slices.ContainsFunc(v.Made(), func(made walk.Made) bool {
		return made.Object.ID == id && made.Object.Kind == p.kind && made.Generation > gen
	})
}

// asTheyShouldBe says of those applications that were found and need no change
// that they are used: of what an earlier run made, or was pasted into the
// file, nothing else on the way tells.
func asTheyShouldBe(v *walk.View, parts ...*part) []walk.Row {
	var names []string
	row := walk.Row{Mark: walk.Proven}
	for _, p := range parts {
		if t := p.target(v); t.how == taken && !p.changedAfter(v, -1) {
			row.Key = p.noun
			names = append(names, t.app.Name)
		}
	}
	switch len(names) {
	case 0:
		return nil
	case 1:
		row.Value = names[0] + ", already as it should be"
	default:
		row.Key = "in Auth0"
		row.Value = enumerated(names) + ", already as they should be"
	}
	return []walk.Row{row}
}

// secretLook reads the secret of an application that was found, since listings
// do not hold it, and whether one that this walk made is still there when a
// later listing lacks it.
func (p part) secretLook() walk.Item {
	return walk.Item{Name: p.look, Rail: p.rail, Look: &walk.Look{
		Usual: auth0.Application{},
		Request: func(v *walk.View) any {
			t := p.target(v)
			if t.how != taken {
				return nil
			}
			if t.app.Secret.IsZero() || lacks(v, t.app.ID) {
				return ApplicationRequest{Access: accessOf(v), Kind: p.kind, ClientID: t.app.ID, Listing: v.Gen(LookApplications)}
			}
			return nil
		},
		Doing: func(*walk.View) walk.Row {
			return walk.Row{Key: "secret", Value: "reading the application's client secret"}
		},
	}}
}

// validWhich says what is wrong with a way to come by the application.
func (p part) validWhich(v *walk.View, value walk.Value) error {
	byHand := v.Text(Access) == ByHand
	switch value.Text {
	case "":
		return fmt.Errorf("choose how to come by the %s", p.noun)
	case PasteApp:
		return nil
	case CreateApp, NewApp:
		if byHand {
			return fmt.Errorf("this program can create the %s only with a Management API token; without one, paste its values", p.noun)
		}
		best := p.found(v).Best()
		if value.Text == CreateApp && len(best) > 1 {
			return fmt.Errorf("%s: choose one of them", ambiguous(best))
		}
		return nil
	}
	if byHand {
		return fmt.Errorf("an application of the tenant can be read only with a Management API token; without one, paste its values")
	}
	if !v.Fresh(LookApplications) {
		return nil
	}
	candidate, there := p.found(v).ByID(value.Text)
	switch {
	case value.Text == spokenFor(v):
		return errors.New("that is the application this program's own token is for: give another one to Pomerium")
	case !there:
		return fmt.Errorf("the tenant has no application with the client ID %s", value.Text)
	case candidate.Unusable:
		return fmt.Errorf("%s cannot be used: %s: create a new one beside it, or choose another", candidate.Name, candidate.Against)
	}
	return nil
}

func ambiguous(candidates []auth0.Candidate) string {
	var ids []string
	for _, c := range candidates {
		ids = append(ids, fmt.Sprintf("%s (%s)", c.ID, c.Name))
	}
	return "nothing tells these applications apart: " + strings.Join(ids, ", ")
}

// whichOptions are the tenant's applications, the likelier first, between
// creating and pasting. A walk creates one of a kind: once it has, that one is
// offered in the place of creating. What cannot be taken stands last, with the
// reason.
func (p part) whichOptions(v *walk.View) []walk.Option {
	var options []walk.Option
	if v.Text(Access) != ByHand {
		found := p.found(v)
		_, made := found.Mine()
		best := len(found.Best())
		create := walk.Option{Value: walk.TextOf(CreateApp), Label: "Create a new one", Enter: "show what is created", EnterShort: "show"}
		if best > 0 {
			create.Value = walk.TextOf(NewApp)
		}
		for i, candidate := range found {
			if i == best && !made {
				options = append(options, create)
			}
			options = append(options, p.offered(candidate))
			if candidate.Reason == auth0.MadeByWalk && !candidate.Unusable {
				options = append(options, walk.Option{Label: "Change its name", Enter: "change its name", EnterShort: "name", Event: walk.Goto{Name: p.name}})
			}
		}
		if best == len(found) && !made {
			options = append(options, create)
		}
	}
	options = append(options, walk.Option{
		Value: walk.TextOf(PasteApp), Label: "Paste one made by hand", Enter: "paste it", EnterShort: "paste",
	})
	if v.Text(Access) != ByHand {
		options = append(options, walk.Option{Label: "Look again", Enter: "look again", EnterShort: "again", Event: walk.Goto{Name: LookApplications}})
	}
	return options
}

// offered is an application as it stands in the list.
func (p part) offered(candidate auth0.Candidate) walk.Option {
	option := walk.Option{Value: walk.TextOf(candidate.ID), Label: candidate.Name, Note: candidate.ID, Enter: "use this one", EnterShort: "use"}
	switch {
	case candidate.Against != "":
		option.Note += ", " + candidate.Against
	case candidate.Reason != auth0.NoReason:
		option.Note += ", " + candidate.Reason.String()
	}
	if candidate.Unusable {
		option.Enter, option.EnterShort = "see why not", "why not"
	}
	return option
}

// suggestWhich is creating, or bringing up to date what was found; pasting
// where nobody speaks to the Management API. Where several were found, there is
// nothing to suggest.
func (p part) suggestWhich(v *walk.View) (walk.Suggestion, bool) {
	switch {
	case v.Text(Access) == ByHand:
		return derived(PasteApp, "")
	case len(p.found(v).Best()) > 1:
		return walk.Suggestion{}, false
	}
	return derived(CreateApp, "")
}

// otherwiseWhich is pasting where the values to paste were given.
func (p part) otherwiseWhich(v *walk.View) (walk.Value, bool) {
	_, id := v.Given(p.id)
	_, clientSecret := v.Given(p.secret)
	return walk.TextOf(PasteApp), id || clientSecret
}

// quietWhich: there is exactly one good answer.
func (p part) quietWhich(v *walk.View) bool {
	return v.Text(Access) == ByHand || len(p.found(v).Best()) <= 1
}

// nameItem asks what a created application is to be called.
func (p part) nameItem() walk.Item {
	return walk.Item{Name: p.name, Rail: p.rail,
		Applies: func(v *walk.View) bool {
			t := p.target(v)
			return t.how == created || t.how == taken && t.made
		},
		Question: &walk.Question{
			Kind: walk.Text,
			Say: say(walk.Words{
				Title: "What shall the " + p.noun + " be called?",
				Lead:  p.named,
				Label: "Name",
				Enter: "use this name", EnterShort: "use",
				About: []walk.Row{{Key: "unattended", Value: "--" + p.name}},
			}),
			Suggest:   func(v *walk.View) (walk.Suggestion, bool) { return derived(p.freeName(v), "") },
			Otherwise: func(v *walk.View) (walk.Value, bool) { return walk.TextOf(p.freeName(v)), true },
			Quiet:     always,
			Take: func(_ *walk.View, value walk.Value) (map[string]walk.Value, error) {
				return map[string]walk.Value{p.name: walk.TextOf(strings.TrimSpace(value.Text))}, nil
			},
			Valid: func(_ *walk.View, value walk.Value) error {
				switch {
				case value.Text == "":
					return errors.New("a name is needed")
				case strings.ContainsAny(value.Text, "<>"):
					return errors.New("Auth0 takes no < or > in a name: leave them out")
				}
				return nil
			},
		},
	}
}

// freeName is the default name, with the host where somebody else's
// application has it already.
func (p part) freeName(v *walk.View) string {
	for _, app := range known(v) {
		if app.Name == p.defaultName && app.Walk != v.Walk() {
			return p.defaultName + " " + authenticateURL(v).Hostname()
		}
	}
	return p.defaultName
}
