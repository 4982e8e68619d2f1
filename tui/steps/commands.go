package steps

import (
	"strings"

	"pomerium-auth0/config"
	"pomerium-auth0/internal/secret"
	"pomerium-auth0/internal/shell"
	"pomerium-auth0/tui/walk"
)

// Every command that is handed to the operator is made here: of absolute paths,
// with what the program was started with, without a secret, and with sudo only
// where the operator's own shell has not the rights.

// Started is how this program was started.
type Started struct {
	Program string // its absolute path
	// Flags are those that answer a question, in the order of the walk, and
	// those that were given of how the program runs.
	Flags []Flag
	// Environ are the names of variables that count and that no flag stands
	// for: their values may be secret.
	Environ []string
	// Root says that the operator's shell is root's; Sudo that it is not, and
	// that this process is root's by sudo.
	Root, Sudo bool
}

// A Flag is one that the program can be started with again.
type Flag struct {
	Name     string // with its dashes
	Question string // that it answers; "": it says how the program runs
	Switch   bool   // it has no value
	Secret   bool   // its value is the name of a file that holds one
	Value    string // what it was given, a path absolute; "": it was not
}

// again starts this walk again as root, with every flag and answer so far.
func (s Started) again(v *walk.View) shell.Command {
	command := shell.Command{"sudo"}
	if names, _ := s.handedOn(v); len(names) > 0 {
		command = append(command, "--preserve-env="+strings.Join(names, ","))
	}
	command = append(command, s.Program)
	for _, flag := range s.Flags {
		command = append(command, flag.again(v)...)
	}
	return command
}

// handedOn names the variables of the environment that again needs, and the
// flags that stand for those of them that hold a secret.
func (s Started) handedOn(v *walk.View) (names, flags []string) {
	for _, flag := range s.Flags {
		if given, was := v.Given(flag.Question); was && flag.Secret && !strings.HasPrefix(given.Source, "--") {
			names, flags = append(names, given.Source), append(flags, flag.Name+" FILE")
		}
	}
	return append(names, s.Environ...), flags
}

// again are the words that give a flag again, with the answer that the operator
// has given since.
func (f Flag) again(v *walk.View) shell.Command {
	value := f.Value
	switch f.Question {
	case "", APIToken, ManagementSecret, WebAppSecret, M2MAppSecret:
	case Config:
		value = fileOf(v).Path
	case PomeriumVersion:
		value = v.Text(PomeriumVersion)
	case Format:
		switch form, path := formOf(v.Text(Format)); form {
		case FormConfig:
			value = ""
			if elsewhere(v) {
				value = form + "=" + orElse(fileOf(v).Trial.Path, path)
			}
		case FormEnv:
			value = form + "=" + orElse(fileOf(v).Trial.Path, path)
		}
	case AllowFailedChecks: // an answer names the checks that failed, and allows no others
		if value = v.Kept(f.Question).Text; value != AllFailures {
			value = ""
		}
	case AcceptDomain, TrustDomain: // a Yes to one host is none to another
		given, _ := v.Given(f.Question)
		value = orElse(v.Text(f.Question), given.Value.Text)
	default:
		// A domain may have been given as a token, which names it.
		if value = v.Kept(f.Question).Text; secret.LooksLike(value) || value == NewApp {
			value = ""
		}
	}
	switch {
	case value == "":
		return nil
	case f.Switch:
		return shell.Command{f.Name}
	}
	return shell.Command{f.Name, value}
}

// checkAgain checks the configuration that was saved.
func (s Started) checkAgain(file string, version config.Version) shell.Command {
	command := []string{s.Program, "check", "--config", file, "--pomerium-version", version.String()}
	for _, flag := range s.Flags {
		if flag.Name == "--ca-file" && flag.Value != "" {
			command = append(command, flag.Name, flag.Value)
		}
	}
	return s.likewise(command...)
}

// putBack undoes a save: what the file was before, or that there was none.
func (s Started) putBack(saved config.Saved) shell.Command {
	if saved.Backup == "" {
		return s.likewise("rm", saved.Path)
	}
	return s.likewise("cp", saved.Backup, saved.Path)
}

// closeToOthers takes the right to read a file from those who neither own it
// nor are in its group.
func (s Started) closeToOthers(file string) shell.Command {
	return s.likewise("chmod", "o-r", file)
}

// restart starts the Pomerium of a unit anew.
func (s Started) restart(unit string) shell.Command {
	return s.asRoot("systemctl", "restart", unit)
}

// startContainer starts the containers of a compose file. Each file is named:
// beside a -f docker compose merges none by itself.
func (s Started) startContainer(files []string) shell.Command {
	command := []string{"docker", "compose"}
	for _, file := range files {
		command = append(command, "-f", file)
	}
	return s.likewise(append(command, "up", "-d")...)
}

// likewise is a command that needs the rights this program has.
func (s Started) likewise(words ...string) shell.Command {
	if s.Sudo {
		words = append([]string{"sudo"}, words...)
	}
	return words
}

// asRoot is a command that needs root's rights.
func (s Started) asRoot(words ...string) shell.Command {
	if !s.Root {
		words = append([]string{"sudo"}, words...)
	}
	return words
}
