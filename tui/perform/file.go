package perform

import (
	"errors"
	"io/fs"

	"pomerium-auth0/config"
	"pomerium-auth0/tui/steps"
)

// file reads Pomerium's configuration and tries what saving would need.
func (p *Performer) file(request steps.FileRequest) steps.FileFact {
	fact := steps.FileFact{Path: p.machine.Abs(request.Path), Trial: config.Try(p.machine, request.Path)}
	fact.Content, fact.Digest, fact.Problem = p.content(fact.Trial.Real)
	fact.Old, fact.Target = fact.Content, fact.Digest
	switch request.Target {
	case request.Path:
	case "":
		fact.Trial.Method, fact.Trial.Reason = config.NotAtAll, "the settings are only shown"
	default:
		fact.Trial = config.Try(p.machine, request.Target)
		var err error
		if fact.Old, fact.Target, err = p.content(fact.Trial.Real); err != nil && fact.Problem == nil {
			fact.Problem = err
		}
	}
	if fact.Problem != nil {
		return fact
	}
	fact.Contents, fact.Problem = config.Read(fact.Path, fact.Content)
	var unusable *config.Unusable
	switch {
	case errors.As(fact.Problem, &unusable):
		fact.Block = unusable.Shown()
	case fact.Contents.Form == config.TOML || fact.Contents.Form == config.Dotenv:
		fact.Problem, fact.Block = errNotEdited, true
	}
	var names []string
	for _, file := range fact.Contents.Files {
		names = append(names, file.Path)
	}
	fact.MissingFiles, fact.UnknownFiles = config.FindFiles(p.machine, names)
	return fact
}

var errNotEdited = errors.New("Pomerium reads this file, but this program does not edit TOML and .env files: the settings can be shown, for you to put there")

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
	case steps.FormEnv:
		fact.Edited, fact.Err = config.Environment(p.remembered(request.Target), contents, request.Version, request.Settings)
	default:
		fact.Edited, fact.Err = config.Block(name, contents, request.Version, request.Settings)
	}
	return fact
}
