package steps

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"pomerium-auth0/auth0"
	"pomerium-auth0/config"
	"pomerium-auth0/internal/text"
	"pomerium-auth0/tui/walk"
)

// CheckResults are all results of a check walk: what was read and what stands in
// it, then what Auth0 says to it.
func CheckResults(w walk.Walk, s walk.State) []Result {
	return append(LocalResults(w, s), askedResults(w.View(&s))...)
}

// LocalResults are those that are known before anything is asked of Auth0.
func LocalResults(w walk.Walk, s walk.State) []Result {
	v := w.View(&s)
	list := append(fileResults(v), versionResult(v))
	if effective, is := v.Fact(LookEffective).(EffectiveFact); is {
		for _, finding := range effective.Findings {
			list = append(list, findingResult(v, finding))
		}
	}
	return list
}

func askedResults(v *walk.View) []Result {
	var list []Result
	for _, c := range checkList() {
		if c.planned {
			continue
		}
		result, _ := resultOf(v, c)
		result.Remedy = result.byHand(v)
		if result.Outcome == CheckFailed {
			result.trace(v)
		}
		if result.Text != "" {
			list = append(list, result)
		}
	}
	return list
}

// trace leads a failure back to the key that it comes from, and says what to
// write there where nothing else does.
func (r *Result) trace(v *walk.View) {
	key := r.keyBehind(v)
	if key == "" {
		return
	}
	r.About = contentsOf(v).About(key)
	switch place := r.About; {
	case r.check.look == CheckDiscovery: // its sentence names the tenant
	case place.Where != "":
		r.Text += fmt.Sprintf("; %s is set in %s", place.Key, text.Line(place.Where))
	case place.Line > 0:
		r.Text += fmt.Sprintf("; %s stands in line %d", place.Key, place.Line)
	}
	switch {
	case r.Remedy != "":
	case r.check.of == &m2m && r.Cause == auth0.WrongSecret:
		r.Remedy = "encode the M2M app's Client ID and Client Secret anew, as its Settings in the dashboard have them"
	case r.check.of == &m2m:
	case r.Cause == auth0.WrongSecret:
		r.Remedy = "copy Client ID and Client Secret from the application's Settings in the dashboard"
	case r.Cause == auth0.UnknownID:
		r.Remedy = "copy the Client ID from the application's Settings in the dashboard"
	}
}

// keyBehind is the key that a failure comes from, "" where that is not known.
func (r *Result) keyBehind(v *walk.View) string {
	switch {
	case r.check.look == CheckDiscovery:
		return "idp_provider_url"
	case r.Cause == auth0.MissingURL && r.check.look == CheckLogout && len(logoutURLs(v)) > 1:
		return "" // it may be either, and is named
	case r.Cause == auth0.MissingURL:
		return "authenticate_service_url"
	case r.check.of == &m2m:
		return "idp_service_account"
	case r.Cause == auth0.WrongSecret && contentsOf(v).SecretFile != "":
		return "idp_client_secret_file"
	case r.Cause == auth0.WrongSecret:
		return "idp_client_secret"
	case r.Cause == auth0.UnknownID, r.Cause == auth0.MissingGrant, r.Cause == auth0.WrongSettings:
		return "idp_client_id"
	}
	return ""
}

// fileResults say which file was read and why that one, and what else could be
// meant.
func fileResults(v *walk.View) []Result {
	file := fileOf(v)
	path := text.Line(file.Path)
	_, given := v.Given(Config)
	read := Result{Name: "file"}
	var others []string
	for _, name := range file.Beside {
		others = append(others, text.Line(filepath.Base(name)))
	}
	switch set := readStartedWith(v); {
	case file.Problem != nil && !file.Read:
		read.CheckFact = CheckFact{Outcome: CheckFailed, Text: file.Problem.Error()}
		if !strings.Contains(read.Text, path) {
			read.Text = path + ": " + read.Text
		}
		if errors.Is(file.Problem, fs.ErrPermission) {
			read.Remedy = "check again as root, or as the user that Pomerium runs as"
		}
	case file.Content != nil:
		read.CheckFact = CheckFact{Outcome: CheckPassed, Text: path + ", read as Pomerium reads it"}
		if reason := firstLook(v).FileReason; !given && reason != "" {
			read.Text += " (" + reason + ")"
		}
		if file.Contents.IsSample() {
			read.Outcome = CheckWarned
			read.Text += "; it is still the sample that Pomerium's packages install"
		}
	case len(set) > 0:
		read.CheckFact = CheckFact{Outcome: CheckPassed, Text: "there is none at " + path + "; Pomerium has its settings from " + places(set)}
	default:
		read.CheckFact = CheckFact{Outcome: CheckFailed, Text: path + " is not there", Remedy: "name Pomerium's configuration with --config FILE"}
		if len(others) > 0 {
			read.Remedy += "; beside it lies " + enumerated(others)
		}
	}
	list := []Result{read}
	for _, o := range file.Foreign {
		list = append(list, Result{Name: "owner", CheckFact: CheckFact{Outcome: CheckWarned, Text: o.Words(),
			Remedy: "make sure that nobody but its service's user and root can change it"}})
	}
	if file.Content != nil && len(others) > 0 && !given && !isNamed(v) {
		list = append(list, Result{Name: "other files", CheckFact: CheckFact{Outcome: CheckWarned,
			Text:   "beside it lies " + enumerated(others) + ", and Pomerium reads the one that its -config names",
			Remedy: "give --config FILE if that is another one"}})
	}
	for _, problem := range detection(v).Problems {
		list = append(list, Result{Name: "skipped", CheckFact: CheckFact{Text: problem}})
	}
	if unsure := detection(v).Unsure(wantsNoFile(v)); len(unsure) > 0 {
		counts := "counts"
		if len(unsure) > 1 {
			counts = "count"
		}
		list = append(list, Result{Name: "environment", CheckFact: CheckFact{
			Text: named(unsure) + " of this shell, which " + counts + " if Pomerium is started from it"}})
	}
	return list
}

// isNamed reports whether something that starts Pomerium names the file.
func isNamed(v *walk.View) bool {
	for _, found := range firstLook(v).Files {
		if found.Path == fileOf(v).Path && found.Named {
			return true
		}
	}
	return false
}

// versionResult says with whose eyes the rest is seen.
func versionResult(v *walk.View) Result {
	version := versionOf(v)
	result := Result{Name: "version", CheckFact: CheckFact{Outcome: CheckPassed, Text: version.Label()}}
	if number := version.String(); strings.HasPrefix(number, version.Short()) {
		result.Text = "Pomerium " + number
	}
	d := detection(v)
	_, given := v.Given(PomeriumVersion)
	switch {
	case version.IsZero() && len(d.Evidence) > 1:
		var said []string
		for _, evidence := range d.Evidence {
			said = append(said, text.Line(evidence.Place)+" says "+evidence.Words)
		}
		result.CheckFact = CheckFact{Text: enumerated(said) + ", and what depends on the version is not checked", Remedy: "give --pomerium-version"}
	case version.IsZero():
		result.CheckFact = CheckFact{Text: "nothing tells which Pomerium it is for, and what depends on that is not checked", Remedy: "give --pomerium-version"}
	case version.Kind() == config.Zero:
		result.CheckFact = CheckFact{Outcome: CheckWarned, Text: "Pomerium Zero takes its settings from its console, and not from this file",
			Remedy: "compare what is said here with the console"}
	case version.Unknown() != "":
		result.Outcome = CheckWarned
		result.Text += ", which is newer than any that is known here: what is said is true of " + version.Unknown()
		result.Remedy = "look whether there is a newer pomerium-auth0"
	case !given && d.VersionReason != "":
		result.Text += " (" + d.VersionReason + ")"
	}
	return result
}

func findingResult(v *walk.View, finding config.Finding) Result {
	fact := CheckFact{Outcome: CheckWarned, Text: finding.Text, Remedy: finding.Remedy, Finding: finding}
	switch {
	case finding.Fails:
		fact.Outcome = CheckFailed
	case finding.NotChecked:
		fact.Outcome = NotChecked
	}
	if finding.Value != "" {
		fact.Text = fmt.Sprintf("%s %s", finding.Value, finding.Text)
	}
	return Result{Name: finding.Key, CheckFact: fact, Where: orElse(finding.Where, fileOf(v).Path)}
}

// CheckFailures reports whether anything of a check walk failed.
func CheckFailures(results []Result) bool {
	return slices.ContainsFunc(results, func(r Result) bool { return r.Outcome == CheckFailed })
}

// Unanswered reports whether it was to be proven and no answer came: the tenant
// gave none, or the access that was given for it cannot be used.
func (r Result) Unanswered() bool { return r.Outcome == NotChecked && r.Cause == auth0.NothingTold }

// CheckUnanswered reports whether any of a check walk was.
func CheckUnanswered(results []Result) bool { return slices.ContainsFunc(results, Result.Unanswered) }
