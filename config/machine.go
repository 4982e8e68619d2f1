package config

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"pomerium-auth0/internal/text"
	"pomerium-auth0/internal/trust"
)

// A Machine is the computer whose Pomerium is looked for. The zero Machine is
// this one, with an empty environment.
type Machine struct {
	// Root is the folder that stands for "/": "" for the machine itself.
	Root string
	// Folder is the working folder, an absolute path on the machine: "" for
	// that of this process, or "/" where Root is set.
	Folder string
	// Environ is the environment, "NAME=value" each.
	Environ []string

	// judge knows whose files may be believed and run; nil until it is needed.
	judge *trust.Judge
	// skipped are sentences about files that speak of Pomerium and aren't
	// believed.
	skipped *[]string
}

// ThisMachine is the one that the program runs on.
func ThisMachine() Machine { return Machine{Environ: os.Environ()} }

// Abs makes an operator's path absolute: from the working folder, "~" from the
// home folder as a compose file may have it.
func (m Machine) Abs(path string) string {
	switch {
	case path == "~" || strings.HasPrefix(path, "~/"):
		path = filepath.Join(m.env("HOME"), path[1:])
	case !filepath.IsAbs(path):
		path = filepath.Join(m.folder(), path)
	}
	return filepath.Clean(path)
}

func (m Machine) folder() string {
	if m.Folder != "" {
		return m.Folder
	}
	if m.Root != "" {
		return "/"
	}
	folder, err := os.Getwd()
	if err != nil {
		// The folder was removed under this process; nothing is found in it.
		return "/"
	}
	return folder
}

// at is where the machine's path is in this process's file tree.
func (m Machine) at(path string) string {
	if m.Root == "" {
		return path
	}
	return filepath.Join(m.Root, path)
}

func (m Machine) read(path string) ([]byte, error) {
	if m.judge != nil {
		return m.believed(path)
	}
	content, _, err := readRegular(m.at(path))
	return content, err
}

// Judge is the judge of the machine's files: it believes root, the operator and,
// once detection knows them, the users that Pomerium runs as.
func (m Machine) Judge() trust.Judge {
	if m.judge != nil {
		return *m.judge
	}
	return trust.For(m.Root, m.Environ)
}

// judged is the machine with a judge, and a list of what isn't believed. Units are
// judged by m.Judge() alone: whom a service runs as is believed only after that.
func (m Machine) judged(judge trust.Judge) Machine {
	m.judge = &judge
	if m.skipped == nil {
		m.skipped = new([]string)
	}
	return m
}

// believed reads a file that may be believed. The error of another one is a
// *Foreign; what it holds is returned too, only to be told what it is about.
func (m Machine) believed(path string) ([]byte, error) {
	found, err := m.Judge().Open(path)
	if err != nil {
		return nil, readError(text.Line(path), err)
	}
	defer found.Close()
	content, _, err := readOpened(found.File, text.Line(path))
	if verdict := found.Believed(); err == nil && !verdict.OK {
		err = &Foreign{Path: path, Verdict: verdict}
	}
	return content, err
}

// Foreign says that a file isn't used because somebody else may have written it.
type Foreign struct {
	Path    string
	Verdict trust.Verdict
}

func (f *Foreign) Error() string {
	return text.Line(f.Path) + " isn't used: " + f.Verdict.Words()
}

// look finds what a path leads to, or nil. It follows links by what they say, as
// the judge does. The kernel would follow the links of /proc into other processes'
// file trees, where a stranger's file system can keep a call waiting for ever.
func (m Machine) look(path string) fs.FileInfo {
	found, err := m.Judge().Look(filepath.Join("/", path))
	if err != nil {
		return nil
	}
	return found.Info
}

func (m Machine) isFile(path string) bool {
	info := m.look(path)
	return info != nil && info.Mode().IsRegular()
}

func (m Machine) isFolder(path string) bool {
	info := m.look(path)
	return info != nil && info.IsDir()
}

// same reports whether two paths of the machine lead to one file.
func (m Machine) same(a, b string) bool {
	if filepath.Clean(a) == filepath.Clean(b) {
		return true
	}
	first := m.look(a)
	if first == nil {
		return false
	}
	second := m.look(b)
	return second != nil && os.SameFile(first, second)
}

func (m Machine) env(name string) string {
	value, _ := m.lookupEnv(name)
	return value
}

func (m Machine) lookupEnv(name string) (string, bool) {
	for i := len(m.Environ) - 1; i >= 0; i-- {
		if key, value, _ := strings.Cut(m.Environ[i], "="); key == name {
			return value, true
		}
	}
	return "", false
}
