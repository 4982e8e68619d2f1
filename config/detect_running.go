package config

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// A Process is a Pomerium that runs. There are none to be seen where the
// system has no /proc.
type Process struct {
	PID int
	// Config is the file of its -config, absolute: in its own file tree if it
	// runs in a container.
	Config string
	// Container is set where its control group is a container's.
	Container bool
	// ReadsFile is set where Config is Detection.File.
	ReadsFile bool

	binary string
}

// reads looks at a container's file in the container's own tree, which only
// root may.
func (p Process) reads(m Machine, file string) bool {
	if p.Config == "" {
		return false
	}
	if p.Container {
		return m.same(filepath.Join("/proc", strconv.Itoa(p.PID), "root", p.Config), file)
	}
	return m.same(p.Config, file)
}

var containerGroup = regexp.MustCompile(`docker|containerd|libpod|kubepods|crio|/lxc`)

// readProc reads a file of /proc, which has no size and may be long.
func readProc(m Machine, pid int, name string) ([]byte, error) {
	f, err := os.Open(m.at(filepath.Join("/proc", strconv.Itoa(pid), name)))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, 1<<20))
}

func findProcesses(m Machine) []Process {
	var found []Process
	for _, pid := range processes(m) {
		content, err := readProc(m, pid, "cmdline")
		if err != nil || len(content) == 0 {
			continue
		}
		// Not by exe: only root may see that of another user's process.
		args := strings.Split(strings.TrimSuffix(string(content), "\x00"), "\x00")
		if !isPomerium(args[0]) {
			continue
		}
		p := Process{PID: pid, binary: args[0]}
		if group, err := readProc(m, pid, "cgroup"); err == nil {
			p.Container = containerGroup.Match(group)
		}
		if config, ok := configArgument(args[1:]); ok {
			if !filepath.IsAbs(config) {
				folder, err := os.Readlink(m.at(filepath.Join("/proc", strconv.Itoa(pid), "cwd")))
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
