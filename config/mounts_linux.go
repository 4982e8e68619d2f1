package config

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"pomerium-auth0/internal/text"
)

// A mount is a line of /proc/PID/mountinfo (proc_pid_mountinfo(5)).
type mount struct {
	device string // "8:1"
	root   string // what of the file system is mounted, "/" for all of it
	point  string // where, in the process's file tree
}

func mountsOf(m Machine, process string) []mount {
	content, err := os.ReadFile(m.at(filepath.Join("/proc", process, "mountinfo")))
	if err != nil {
		return nil
	}
	var mounts []mount
	for line := range strings.Lines(string(content)) {
		fields := strings.Fields(line)
		if len(fields) > 4 {
			mounts = append(mounts, mount{fields[2], unescapeMount(fields[3]), unescapeMount(fields[4])})
		}
	}
	return mounts
}

// unescapeMount undoes the kernel's octal escapes for blanks and backslashes.
func unescapeMount(s string) string {
	return strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`).Replace(s)
}

// isMountPoint reports whether something is mounted on the file itself.
func isMountPoint(path string) bool {
	for _, m := range mountsOf(Machine{}, "self") {
		if m.point == path {
			return true
		}
	}
	return false
}

// mountedElsewhere looks for a process in whose file tree this very file is
// mounted by itself, as container engines mount a single file. Only root sees
// those of other users.
//
// It compares what the kernel says of the mounts and looks at no other tree:
// there a stranger's file system could keep a call waiting for ever.
func mountedElsewhere(m Machine, path string) string {
	place, ok := placeOf(mountsOf(m, "self"), path)
	if !ok {
		return ""
	}
	seen := make(map[string]bool)
	if own, err := os.Readlink(m.at("/proc/self/ns/mnt")); err == nil {
		seen[own] = true
	}
	for _, pid := range processes(m) {
		process := strconv.Itoa(pid)
		// One process speaks for all that share its mounts.
		tree, err := os.Readlink(m.at(m.proc(pid, "ns/mnt")))
		if err != nil || seen[tree] || !m.mayMount(pid) {
			continue
		}
		seen[tree] = true
		if slices.ContainsFunc(mountsOf(m, process), func(there mount) bool { return there.device == place.device && there.root == place.root }) {
			name, _ := readProc(m, pid, "comm")
			return fmt.Sprintf("the container of process %s (%s)", process, text.Line(strings.TrimSpace(string(name))))
		}
	}
	return ""
}

// placeOf finds the file system that a path lies in, and where in it.
func placeOf(mounts []mount, path string) (place mount, found bool) {
	for _, m := range mounts {
		under, inside := strings.CutPrefix(path, strings.TrimSuffix(m.point, "/")+"/")
		// Of several mounts at one point the last covers the others.
		if covers := len(m.point) >= len(place.point); (inside || path == m.point) && covers {
			if path == m.point {
				under = ""
			}
			place, found = mount{m.device, filepath.Join(m.root, under), m.point}, true
		}
	}
	return place, found
}

// mayMount reports whether the mounts of a process count. Everybody may mount in
// a user namespace of their own, so it must be the one of this program, where
// only root may, or the process is a container's or that of somebody who may be
// believed.
func (m Machine) mayMount(pid int) bool {
	own, err := os.Readlink(m.at("/proc/self/ns/user"))
	if err != nil {
		return false
	}
	if theirs, err := os.Readlink(m.at(m.proc(pid, "ns/user"))); err == nil && theirs == own {
		return true
	}
	p := Process{PID: pid}
	return p.counts(m, nil, ownersOf(m, pid))
}
