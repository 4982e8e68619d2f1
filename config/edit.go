package config

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// Edited is a file as it is to be saved, with what is shown of it before.
type Edited struct {
	New   []byte
	Lines []Line // the difference, with a line of context around it

	// Of lines: Changed are replaced by another, Unchanged the rest of the
	// file.
	Added, Changed, Removed, Unchanged int

	Remarks []string    // sentences about what is done and what is left
	Lacks   []NamedFile // certificates and keys that the file names; whether they exist is not looked at
}

// Same reports whether there is nothing to save.
func (e Edited) Same() bool { return e.Added+e.Changed+e.Removed == 0 }

// Edit brings a configuration to the settings: every byte outside of the keys
// that must change stays as it is, a key that is right already included, and
// this is proven by reading the outcome with the parser that Pomerium has. The
// form follows from the name. Nil content is a file that is not there yet,
// which gets all that Pomerium starts with. The error is an *Unusable, or says
// what is wrong with the settings.
func Edit(name string, old []byte, v Version, s Settings) (Edited, error) {
	if err := s.Check(v); err != nil {
		return Edited{}, err
	}
	form, err := FormOf(name)
	if err != nil {
		return Edited{}, err
	}
	switch {
	case form == TOML || form == Dotenv:
		return Edited{}, unusable(ShownOnly, "Pomerium reads this file, which is not edited here for its form: paste the settings into it")
	case len(bytes.TrimSpace(old)) == 0:
		return editFresh(form, old, v, s)
	}
	before, err := parseConfiguration(form, old)
	if err != nil {
		return Edited{}, err
	}
	contents := before.contents()
	if contents.Encrypted {
		return Edited{}, encryptedBySOPS(name)
	}
	changes, reasons := before.changes(v, s, contents)
	after, err := before.apply(changes)
	if err == nil && form == JSON {
		err = provesJSON(old, after.source, changes)
	}
	if err != nil {
		return Edited{}, err
	}
	edited := compare(before.shown(), after.shown(), after.made)
	edited.Remarks = append(reasons, remarks(v, s, contents)...)
	edited.Lacks = contents.Files
	return edited, nil
}

// changes compares what is wanted with what is there. Removals come with
// their reasons.
func (d *document) changes(v Version, s Settings, c Contents) (changes []change, reasons []string) {
	for _, want := range settingsFor(v, s, c) {
		if e, there := d.find(want.name); there {
			if plain, ok := scalarText(e.value); ok && want.right(plain) {
				continue
			}
		}
		changes = append(changes, change{name: want.name, value: want.value, adds: want.adds})
	}
	for _, gone := range unwanted(v, s, c) {
		changes = append(changes, change{name: gone.name, remove: true})
		reasons = append(reasons, gone.reason)
	}
	return changes, reasons
}

// provesJSON proves a .json file once more by the decoder that Pomerium uses
// for one: every other key must have kept its very bytes.
func provesJSON(old, edited []byte, changes []change) error {
	var before, after map[string]json.RawMessage
	if json.Unmarshal(old, &before) != nil || json.Unmarshal(edited, &after) != nil {
		return notProven()
	}
	for name, raw := range after {
		i := slices.IndexFunc(changes, func(c change) bool { return c.name == strings.ToLower(name) })
		switch {
		case i < 0 && !bytes.Equal(raw, before[name]):
			return notProven()
		case i >= 0:
			var value string
			if json.Unmarshal(raw, &value) != nil || value != changes[i].value || changes[i].remove {
				return notProven()
			}
		}
		delete(before, name)
	}
	for name := range before {
		if !slices.ContainsFunc(changes, func(c change) bool { return c.name == strings.ToLower(name) && c.remove }) {
			return notProven()
		}
	}
	return nil
}
