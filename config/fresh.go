package config

import (
	"bytes"
	"fmt"
	"strings"
)

// practiceNote marks a file that a demo has saved.
const practiceNote = "Practice: this Auth0 tenant is a stand-in, nobody can sign in with it."

// IsPractice reports whether a file is marked as one that a demo has saved.
func IsPractice(content []byte) bool { return bytes.Contains(content, []byte(practiceNote)) }

// editFresh makes a file where there is none, or nothing in it: all that
// Pomerium of this version starts with and signs people in.
func editFresh(form Form, old []byte, v Version, s Settings) (Edited, error) {
	source := freshYAML(v, s)
	if form == JSON {
		source = freshJSON(v, s)
	}
	before := shown{source: old}
	after, err := parseConfiguration(form, []byte(source))
	if err != nil {
		return Edited{}, err
	}
	edited := compare(before, after.shown(), nil)
	edited.Remarks = remarks(v, s, Contents{})
	if v.NeedsCertificate() {
		edited.Remarks = append(edited.Remarks, fmt.Sprintf("Pomerium %s does not start without a certificate: autocert asks Let's Encrypt for one, at the ports 80 and 443", v.Short()))
	}
	return edited, nil
}

func freshYAML(v Version, s Settings) string {
	var b strings.Builder
	comment := func(lines ...string) {
		for _, line := range lines {
			b.WriteString("# " + line + "\n")
		}
	}
	write := func(names ...string) {
		for _, w := range settingsFor(v, s, Contents{}) {
			for _, name := range names {
				if w.name == name {
					b.WriteString(w.name + ": " + quote(w.value) + "\n")
				}
			}
		}
	}
	if s.Practice {
		comment(practiceNote)
		b.WriteString("\n")
	}
	comment("Users' browsers pass through this address when they sign in.")
	write(keyAuthenticateURL)
	if v.NeedsCertificate() {
		b.WriteString("autocert: true\n")
	}
	b.WriteString("\n")
	comment("Users sign in through Auth0.")
	write(keyProvider, keyProviderURL, keyClientID, keyClientSecret, keyClientSecretFile)
	if s.writesAccount(v) {
		b.WriteString("\n")
		comment("Pomerium reads users' roles through this M2M app: base64 of JSON.")
		write(keyServiceAccount)
	}
	if !s.CookieSecret.IsZero() || !s.SharedSecret.IsZero() {
		b.WriteString("\n")
		comment("32 random bytes each. A new cookie secret signs everybody out.")
		write(keyCookieSecret, keySharedSecret)
	}
	b.WriteString("\n")
	comment("What Pomerium protects, one entry each:")
	comment(freshRoute(v, s)...)
	return b.String()
}

// freshRoute is an example in the words of the version: policies in PPL came
// with 0.15.
func freshRoute(v Version, s Settings) []string {
	host := "app.example.com"
	if _, domain, found := strings.Cut(s.AuthenticateURL.Hostname(), "."); found && strings.Contains(domain, ".") {
		host = "app." + domain
	}
	lines := []string{v.RoutesKey() + ":", "  - from: https://" + host, "    to: http://127.0.0.1:8080"}
	if v.RoutesKey() == "policy" {
		return append(lines, "    allowed_users:", "      - user@example.com")
	}
	return append(lines, "    policy:", "      - allow:", "          or:", "            - email:", "                is: user@example.com")
}

// freshJSON has the same keys. JSON has no comments, and Pomerium ignores a key
// that it does not know.
func freshJSON(v Version, s Settings) string {
	var pairs []string
	if s.Practice {
		pairs = append(pairs, `  "_comment": `+quote(practiceNote))
	}
	for _, w := range settingsFor(v, s, Contents{}) {
		pairs = append(pairs, "  "+quote(w.name)+": "+quote(w.value))
	}
	if v.NeedsCertificate() {
		pairs = append(pairs, `  "autocert": true`)
	}
	return "{\n" + strings.Join(pairs, ",\n") + "\n}\n"
}
