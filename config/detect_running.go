package config

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"pomerium-auth0/internal/text"
)

// A Process is a Pomerium that runs. There are none to be seen where the
// system has no /proc.
type Process struct {
	PID int
	// Config is the file of its -config, absolute: in its own file tree if it
	// runs in a container.
	Config string
	// Container is set where it runs in a container.
	Container bool
	// ReadsFile is set where Config is Detection.File.
	ReadsFile bool

	// binary is the program that it runs, "" where only root may know it.
	binary string
}

// reads looks at a container's file in the container's own tree, which only
// root may. Links that lead out of that tree are not followed: they would lead
// into this machine's.
func (p Process) reads(m Machine, file string) bool {
	if p.Config == "" {
		return false
	}
	if !p.Container {
		return m.same(p.Config, file)
	}
	tree, err := os.OpenRoot(m.at(m.proc(p.PID, "root")))
	if err != nil {
		return false
	}
	defer tree.Close()
	inside, err := tree.Stat(strings.TrimPrefix(p.Config, "/"))
	if err != nil {
		return false
	}
	here := m.look(file)
	return here != nil && os.SameFile(inside, here)
}

func (m Machine) proc(pid int, name string) string {
	return filepath.Join("/proc", strconv.Itoa(pid), name)
}

// readProc reads a file of /proc, which has no size and may be long.
func readProc(m Machine, pid int, name string) ([]byte, error) {
	f, err := os.Open(m.at(m.proc(pid, name)))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, 1<<20))
}

// findProcesses finds the Pomeriums that run. Anybody may give a process any
// name, so the name in its arguments only says where to look. What counts is
// what its owner can't make up: the control group of a unit that starts
// Pomerium, a container's control group, or the program that it runs (exe)
// together with users who may be believed.
func findProcesses(m Machine, d *Detection, units []systemdUnit) []Process {
	var found []Process
	strangers := make(map[int]bool)
	for _, pid := range processes(m) {
		args := argumentsOf(m, pid)
		exe := programOf(m, pid)
		if !isPomerium(args[0]) && !isPomerium(exe) {
			continue
		}
		owners := ownersOf(m, pid)
		p := Process{PID: pid, binary: exe}
		if !p.counts(m, units, owners) {
			if owner := strangerOf(m, owners); !strangers[owner] {
				strangers[owner] = true
				d.Problems = append(d.Problems, fmt.Sprintf("process %d calls itself pomerium and isn't used: it belongs to %s", pid, ownerOfProcess(m, owner)))
			}
			continue
		}
		if config, ok := configArgument(args[1:]); ok {
			if !filepath.IsAbs(config) {
				folder, err := os.Readlink(m.at(m.proc(pid, "cwd")))
				if err != nil {
					folder, config = "", ""
				}
				config = filepath.Join(folder, config)
			}
			p.Config = config
		}
		found = append(found, p)
	}
	return found
}

// counts reports whether a process is evidence, and notes whether it runs in a
// container.
func (p *Process) counts(m Machine, units []systemdUnit, owners []int) bool {
	ours := len(owners) > 0 && !slices.ContainsFunc(owners, func(uid int) bool { return !m.Judge().Believes(uid) })
	group, _ := readProc(m, p.PID, "cgroup")
	place := readPlacement(group)
	rooted := place.user < 0 || m.Judge().Believes(place.user)
	p.Container = place.container && rooted || ours && m.elsewhere(p.PID)
	started := func(u systemdUnit) bool { return place.belongsTo(u.name) }
	return p.Container || place.user < 0 && slices.ContainsFunc(units, started) || ours && isPomerium(p.binary)
}

// elsewhere reports whether a process has another file tree, as in a container.
// Only root and its own user may see that.
func (m Machine) elsewhere(pid int) bool {
	theirs, err := os.Stat(m.at(m.proc(pid, "root")))
	if err != nil {
		return false
	}
	ours, err := os.Stat(m.at("/"))
	return err == nil && !os.SameFile(theirs, ours)
}

// argumentsOf are the command line of a process, at least one word.
func argumentsOf(m Machine, pid int) []string {
	content, _ := readProc(m, pid, "cmdline")
	return strings.Split(strings.TrimSuffix(string(content), "\x00"), "\x00")
}

// programOf is the file that a process executes, "" where this user may not
// know it. One that was replaced since is not there any more.
func programOf(m Machine, pid int) string {
	exe, err := os.Readlink(m.at(m.proc(pid, "exe")))
	if err != nil {
		return ""
	}
	return exe
}

// ownersOf are the real, effective, saved and file system user of a process.
// The owner of its folder in /proc is not asked: it is root for everything that
// hides its memory, whoever started it.
func ownersOf(m Machine, pid int) []int {
	content, err := readProc(m, pid, "status")
	if err != nil {
		return nil
	}
	for line := range strings.Lines(string(content)) {
		list, ok := strings.CutPrefix(line, "Uid:")
		if !ok {
			continue
		}
		var owners []int
		for field := range strings.FieldsSeq(list) {
			if uid, err := strconv.Atoi(field); err == nil {
				owners = append(owners, uid)
			}
		}
		return owners
	}
	return nil
}

// strangerOf is the first of a process's users who isn't believed, or its real
// user.
func strangerOf(m Machine, owners []int) int {
	for _, uid := range owners {
		if !m.Judge().Believes(uid) {
			return uid
		}
	}
	if len(owners) > 0 {
		return owners[0]
	}
	return -1
}

func ownerOfProcess(m Machine, uid int) string {
	if uid < 0 {
		return "an unknown user"
	}
	return text.Line(m.Judge().Users().Name(uid))
}

func processes(m Machine) []int {
	entries, err := os.ReadDir(m.at("/proc"))
	if err != nil {
		return nil
	}
	var pids []int
	for _, entry := range entries {
		if pid, err := strconv.Atoi(entry.Name()); err == nil {
			pids = append(pids, pid)
		}
	}
	return pids
}
