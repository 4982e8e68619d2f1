package config

import (
	"fmt"
	"slices"
	"strings"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/internal/text"
)

// An Override is an environment variable that beats what the configuration
// file says: Pomerium binds every setting to its upper-case name, and only an
// empty variable leaves the file alone (config/options.go of Pomerium 0.33).
type Override struct {
	Name  string
	Value secret.Secret
	// Place is the file or process that sets it.
	Place string
	// Certain is set where Pomerium is known to be started with it, and not
	// only if it were started from this program's own shell.
	Certain bool
}

// Show is the value for the screen: masked where the name says that it is one
// to hide.
func (o Override) Show() string {
	for _, hidden := range []string{"SECRET", "SERVICE_ACCOUNT", "TOKEN", "KEY"} {
		if strings.Contains(o.Name, hidden) && !strings.HasSuffix(o.Name, "_FILE") {
			return secret.Mask
		}
	}
	shown := o.Value.Reveal()
	if secret.LooksLike(shown) {
		return secret.Mask
	}
	return text.Line(shown)
}

// overrides reports whether a variable is bound to a setting that matters here.
func overrides(name string) bool {
	switch name {
	case "AUTHENTICATE_SERVICE_URL", "AUTHENTICATE_CALLBACK_PATH", "SIGNOUT_REDIRECT_URL",
		"COOKIE_SECRET", "COOKIE_SECRET_FILE", "SHARED_SECRET", "SHARED_SECRET_FILE":
		return true
	}
	return ofProvider(name)
}

// ofProvider reports whether a variable says something of the identity provider.
func ofProvider(name string) bool { return strings.HasPrefix(name, "IDP_") }

// readsVariable reports whether v reads a variable, by the name of its key.
func (v Version) readsVariable(key string) bool {
	switch {
	case slices.Contains(refusedKeys(), key):
		return v.UsesServiceAccount()
	case key == keyCallbackPath:
		return v.CallbackPathKey()
	case key == keyClientSecretFile, key == keyCookieFile, key == keySharedFile:
		return v.SecretFileKeys()
	}
	return key != misspeltAccount
}

func (d *Detection) findOverrides(m Machine, units []systemdUnit, composes []composeFile) {
	add := func(set []assignment, certain bool) {
		for _, a := range set {
			// Of two values for one name in one place, the later counts.
			d.Overrides = slices.DeleteFunc(d.Overrides, func(o Override) bool { return o.Name == a.name && o.Place == a.place })
			// A process shows again what its unit set.
			known := slices.ContainsFunc(d.Overrides, func(o Override) bool { return o.Name == a.name && o.Value == a.value })
			if overrides(a.name) && !a.value.IsZero() && !known {
				d.Overrides = append(d.Overrides, Override{Name: a.name, Value: a.value, Place: a.place, Certain: certain})
			}
		}
	}
	for _, c := range composes {
		if s, reads := d.reader(m, c); reads {
			add(s.set, true)
		}
	}
	for _, u := range units {
		if d.readBy(m, u) {
			add(u.set, true)
		}
	}
	for _, p := range d.Running {
		if p.ReadsFile || d.noFile && !p.Container {
			add(environmentOf(m, p.PID), true)
		}
	}
	var own []assignment
	for _, line := range m.Environ {
		name, value, _ := strings.Cut(line, "=")
		own = append(own, newAssignment(name, value, "the environment of this program"))
	}
	add(own, false)
}

// environmentOf is what a running process was started with, where this user
// may see it.
func environmentOf(m Machine, pid int) []assignment {
	content, err := readProc(m, pid, "environ")
	if err != nil {
		return nil
	}
	var set []assignment
	for line := range strings.SplitSeq(string(content), "\x00") {
		if name, value, ok := strings.Cut(line, "="); ok {
			set = append(set, newAssignment(name, value, fmt.Sprintf("process %d", pid)))
		}
	}
	return set
}

// StartedWith are the variables that Pomerium is started with. Where it has no
// file, and nothing that starts it is known, they are those of this program's
// own environment, if those say something of a provider.
func (d Detection) StartedWith(noFile bool) []Override {
	certain := slices.DeleteFunc(slices.Clone(d.Overrides), func(o Override) bool { return !o.Certain })
	own := slices.ContainsFunc(d.Overrides, func(o Override) bool { return ofProvider(o.Name) })
	if len(certain) == 0 && noFile && own {
		return d.Overrides
	}
	return certain
}

// Unsure are the variables of this program's own environment that say something
// of a provider and are not among those of StartedWith: they count if Pomerium is
// started from there. AUTHENTICATE_SERVICE_URL, of this program's own flags too,
// is none of them.
func (d Detection) Unsure(noFile bool) []Override {
	taken := d.StartedWith(noFile)
	unsure := slices.DeleteFunc(slices.Clone(d.Overrides), func(o Override) bool {
		return !ofProvider(o.Name) || slices.Contains(taken, o)
	})
	// The same at each run, in whatever order a shell gives them.
	slices.SortFunc(unsure, func(a, b Override) int { return strings.Compare(a.Name, b.Name) })
	return unsure
}
