package perform

import (
	"context"
	"errors"
	"io/fs"
	"slices"

	"pomerium-auth0/config"
	"pomerium-auth0/internal/secret"
	"pomerium-auth0/internal/shell"
	"pomerium-auth0/internal/text"
	"pomerium-auth0/tui/steps"
)

// file reads Pomerium's configuration and tries what saving would need.
func (p *Performer) file(ctx context.Context, request steps.FileRequest) steps.FileFact {
	fact := steps.FileFact{Path: p.machine.Abs(request.Path), Trial: config.Try(p.machine, request.Path)}
	if p.machine.Abs(request.Detected) != fact.Path {
		about := config.Detect(ctx, p.machine, config.Options{Config: fact.Path})
		fact.About = &about
	}
	fact.Real = fact.Trial.Real
	fact.Content, fact.Digest, fact.Problem = p.content(fact.Real)
	fact.Old, fact.Target = fact.Content, fact.Digest
	switch request.Target {
	case request.Path:
	case "":
		fact.Trial.Method, fact.Trial.Reason = config.NotAtAll, "the settings are only shown"
	default:
		fact.Trial = config.Try(p.machine, request.Target)
		// One that cannot be read cannot be saved either, and the trial says so.
		fact.Old, fact.Target, _ = p.content(fact.Trial.Real)
	}
	fact.Overtaken = p.wasOvertaken(fact.Trial.Named)
	switch {
	case request.Copy && fact.Trial.Exists:
		fact.Trial.Method, fact.Trial.NeedsRoot = config.NotAtAll, false
		fact.Trial.Reason = text.Line(fact.Trial.Path) + " already exists, and a copy replaces no other file: choose a new path, or choose it as Pomerium's configuration"
	case request.Copy && fact.Content != nil:
		keepApart(&fact, fact.Path, fact.Content, request.Practice)
	case request.Target != "" && fact.Trial.Exists:
		keepApart(&fact, fact.Trial.Path, fact.Old, request.Practice)
	}
	if request.Target != request.Path && config.EncryptedVariables(fact.Old) {
		fact.Trial.Method, fact.Trial.NeedsRoot = config.NotAtAll, false
		fact.Trial.Reason = "the file is encrypted by SOPS, and an edit here would break it: change it with " + shell.Command{"sops", fact.Trial.Path}.String() + " instead"
	}
	if !request.Practice {
		fact.Foreign = p.foreign(fact, request.Target != "")
	}
	fact.Beside = config.Beside(p.machine, fact.Path)
	_, err := config.FormOf(fact.Path)
	fact.Block = err == nil
	if fact.Problem == nil {
		readContents(&fact)
	}
	var names []string
	for _, file := range fact.Contents.Files {
		names = append(names, file.Path)
	}
	fact.MissingFiles, fact.UnknownFiles, fact.ForeignFiles = config.FindFiles(p.machine, fact.Path, names)
	return fact
}

// foreign are the files that aren't believed: the one that is read, if there is
// one, and the one that is to be written.
func (p *Performer) foreign(fact steps.FileFact, writes bool) []config.Ownership {
	var foreign []config.Ownership
	if read := p.machine.Whose(fact.Path); read.Exists && !read.Believed() {
		foreign = append(foreign, read)
	}
	if written := fact.Trial.Whose; writes && !written.Believed() && !slices.Contains(foreign, written) {
		foreign = append(foreign, written)
	}
	return foreign
}

// wasOvertaken says, once, which file somebody else changed before that path
// could be saved; "" is none.
func (p *Performer) wasOvertaken(path string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	was := p.overtaken[path]
	delete(p.overtaken, path)
	return was
}

// keepApart refuses a file of the other world: a demo writes to none that is
// in use, and one that a demo has saved is written to by nobody else, who would
// leave it marked as practice. A copy is kept apart by what it is a copy of.
func keepApart(fact *steps.FileFact, path string, content []byte, practice bool) {
	name := text.Line(path)
	switch marked := config.IsPractice(content); {
	case practice && !marked:
		fact.Trial.Reason = "a demo writes only to a file that a demo has made, and " + name + " is not marked as one"
	case !practice && marked:
		fact.Trial.Reason = name + " was saved by --demo, as its line with Practice says: take that line out, or remove the file"
	default:
		return
	}
	fact.Trial.Method, fact.Trial.NeedsRoot = config.NotAtAll, false
}

// readContents reads what the file holds, and tries to edit it: what stands in
// the way is said before anything is made.
func readContents(fact *steps.FileFact) {
	fact.Contents, fact.Problem = config.Read(fact.Path, fact.Content)
	fact.Read = fact.Problem == nil
	if fact.Problem == nil {
		fact.Problem = tryEdit(fact.Path, fact.Content)
	}
}

// tryEdit edits the file in memory, for a version that wants every key and with
// values that are not there yet.
func tryEdit(path string, content []byte) error {
	version, err := config.ParseVersion("0.19.2")
	if err != nil {
		return err
	}
	address, _, err := config.ParseAuthenticateURL("https://authenticate.trial.invalid")
	if err != nil {
		return err
	}
	trial := secret.New("trial")
	_, err = config.Edit(path, content, version, config.Settings{
		AuthenticateURL: address, ProviderURL: "https://trial.auth0.com", ClientID: "trial", ClientSecret: trial,
		Account: config.ServiceAccount{ClientID: "trial", Secret: trial}, HasAccount: true,
	})
	return err
}

// content reads a file and remembers what it held. One that is not there has
// none.
func (p *Performer) content(path string) ([]byte, config.Digest, error) {
	content, digest, err := config.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, config.Digest{}, nil
	}
	if err != nil {
		return nil, config.Digest{}, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.read[digest] = content
	return content, digest, nil
}

func (p *Performer) remembered(digest config.Digest) []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.read[digest]
}

// edit works out the file as it will be.
func (p *Performer) edit(request steps.EditRequest) steps.EditFact {
	name := p.machine.Abs(request.Path)
	old := p.remembered(request.Digest)
	var fact steps.EditFact
	switch contents, _ := config.Read(name, old); request.Form {
	case steps.FormConfig:
		fact.Edited, fact.Err = config.Edit(name, old, request.Version, request.Settings)
		if after, err := config.Read(name, fact.Edited.New); fact.Err == nil && err == nil {
			fact.Findings = config.Findings(fact.Edited.New, after, request.Version)
		}
	case steps.FormEnv:
		fact.Edited, fact.Err = config.Environment(p.remembered(request.Target), contents, request.Version, request.Settings)
	default:
		fact.Edited, fact.Err = config.Block(name, contents, request.Version, request.Settings)
	}
	return fact
}

// effective works out what Pomerium really uses of a configuration that was
// read: what it is started with beats the file.
func (p *Performer) effective(request steps.EffectiveRequest) steps.EffectiveFact {
	name := p.machine.Abs(request.Path)
	content := p.remembered(request.Digest)
	contents, err := config.Read(name, content)
	if err != nil {
		return steps.EffectiveFact{} // said by the file's own look
	}
	used, findings := request.Detected.Effective(p.machine, contents, request.Version)
	return steps.EffectiveFact{Contents: used, Findings: append(config.Findings(content, used, request.Version), findings...)}
}
