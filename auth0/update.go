package auth0

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"pomerium-auth0/internal/text"
)

// Update is a change to one application: what it is, and what it shall be.
// The difference of the two is what is shown (Fields), sent
// (Client.UpdateApplication) and taken back (Undo).
type Update struct {
	From, To Application
}

// IsEmpty reports whether there is nothing to send.
func (u Update) IsEmpty() bool { return reflect.ValueOf(patch(u)).Elem().IsZero() }

// FieldKind says what happens to a field.
type FieldKind int

// The kinds of a change to a field.
const (
	Added FieldKind = iota
	Changed
	Removed
)

// Field is one line of a change, in the dashboard's words and safe to show.
type Field struct {
	Name     string
	From, To string // From is empty for Added, To for Removed
	Kind     FieldKind
}

// Fields lists what changes, each URL on its own.
func (u Update) Fields() []Field {
	var f fields
	f.value("name", u.From.Name, u.To.Name)
	f.value("type", TypeName(u.From.Type), TypeName(u.To.Type))
	f.value("authentication", authName(u.From.AuthMethod), authName(u.To.AuthMethod))
	f.value("application login URI", u.From.LoginURI, u.To.LoginURI)
	f.list("callback URL", u.From.Callbacks, u.To.Callbacks)
	f.list("logout URL", u.From.LogoutURLs, u.To.LogoutURLs)
	f.value("ID token signature", algorithm(u.From), algorithm(u.To))
	f.value("OIDC conformant", onOff(u.From.OIDCConformant), onOff(u.To.OIDCConformant))
	f.list("grant", grantNames(u.From.GrantTypes), grantNames(u.To.GrantTypes))
	f.value("tag", u.From.Tag, u.To.Tag)
	f.value("tag of the walk", u.From.Walk, u.To.Walk)
	return f
}

// Created lists the fields of an application that is to be created; what an
// operator need not weigh (the tag, OIDC conformant, the type, which the title
// names) is left out.
func Created(a Application) []Field {
	var f fields
	f.value("name", "", a.Name)
	f.value("application login URI", "", a.LoginURI)
	f.list("callback URL", nil, a.Callbacks)
	f.list("logout URL", nil, a.LogoutURLs)
	f.value("ID token signature", "", a.SigningAlg)
	f.value("grants", "", strings.Join(grantNames(a.GrantTypes), ", "))
	return f
}

// Unchanged names what a found application keeps: "name, login URI, secret,
// 2 other callback URLs".
func (u Update) Unchanged() []string {
	var kept []string
	add := func(same bool, what string) {
		if same {
			kept = append(kept, what)
		}
	}
	add(u.From.Name == u.To.Name, "name")
	add(u.From.LoginURI != "" && u.From.LoginURI == u.To.LoginURI, "login URI")
	add(true, "secret")
	kept = appendKept(kept, u.From.Callbacks, u.To.Callbacks, "callback URL")
	kept = appendKept(kept, u.From.LogoutURLs, u.To.LogoutURLs, "logout URL")
	return appendKept(kept, u.From.GrantTypes, u.To.GrantTypes, "grant")
}

// Undo is the change that takes u back from an application as it is now.
// What somebody else changed since then stays as they left it.
func (u Update) Undo(now Application) Update {
	to := now
	to.Name = undone(u.From.Name, u.To.Name, now.Name)
	to.Type = undone(u.From.Type, u.To.Type, now.Type)
	to.AuthMethod = undone(u.From.AuthMethod, u.To.AuthMethod, now.AuthMethod)
	to.LoginURI = undone(u.From.LoginURI, u.To.LoginURI, now.LoginURI)
	to.SigningAlg = undone(u.From.SigningAlg, u.To.SigningAlg, now.SigningAlg)
	to.OIDCConformant = undone(u.From.OIDCConformant, u.To.OIDCConformant, now.OIDCConformant)
	to.Tag = undone(u.From.Tag, u.To.Tag, now.Tag)
	to.Walk = undone(u.From.Walk, u.To.Walk, now.Walk)
	to.Callbacks = undoneList(u.From.Callbacks, u.To.Callbacks, now.Callbacks)
	to.LogoutURLs = undoneList(u.From.LogoutURLs, u.To.LogoutURLs, now.LogoutURLs)
	to.GrantTypes = undoneList(u.From.GrantTypes, u.To.GrantTypes, now.GrantTypes)
	return Update{From: now, To: to}
}

func undone[T comparable](from, to, now T) T {
	if from != to && now == to {
		return from
	}
	return now
}

func undoneList(from, to, now []string) []string {
	if slices.Equal(now, to) {
		return slices.Clone(from)
	}
	back := slices.DeleteFunc(slices.Clone(now), func(s string) bool {
		return slices.Contains(to, s) && !slices.Contains(from, s)
	})
	for _, s := range from {
		if !slices.Contains(to, s) {
			back = with(back, s)
		}
	}
	return back
}

type fields []Field

func (f *fields) value(name, from, to string) {
	from, to = text.Line(from), text.Line(to)
	switch {
	case from == to:
	case from == "":
		*f = append(*f, Field{name, "", to, Added})
	case to == "":
		*f = append(*f, Field{name, from, "", Removed})
	default:
		*f = append(*f, Field{name, from, to, Changed})
	}
}

func (f *fields) list(name string, from, to []string) {
	for _, s := range from {
		if !slices.Contains(to, s) {
			*f = append(*f, Field{name, text.Line(s), "", Removed})
		}
	}
	for _, s := range to {
		if !slices.Contains(from, s) {
			*f = append(*f, Field{name, "", text.Line(s), Added})
		}
	}
}

// with adds to list those of more that are not in it; list is not changed.
func with(list []string, more ...string) []string {
	list = slices.Clone(list)
	for _, s := range more {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

// sameItems compares two lists whose order means nothing.
func sameItems(a, b []string) bool {
	return len(with(a, b...)) == len(a) && len(with(b, a...)) == len(b)
}

// appendKept counts the items of a list that stay: "2 other callback URLs",
// where others come or go.
func appendKept(kept []string, from, to []string, what string) []string {
	n := len(slices.DeleteFunc(slices.Clone(from), func(s string) bool { return !slices.Contains(to, s) }))
	if n == 0 {
		return kept
	}
	if !sameItems(from, to) {
		what = "other " + what
	}
	if n > 1 {
		what += "s"
	}
	return append(kept, fmt.Sprintf("%d %s", n, what))
}
