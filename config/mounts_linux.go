package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"pomerium-auth0/internal/text"
)

// A mount is a line of /proc/PID/mountinfo (proc_pid_mountinfo(5)).
type mount struct {
	device string // "8:1"
	root   string // what of the file system is mounted, "/" for all of it
	point  string // where, in the process's file tree
}

func mountsOf(process string) []mount {
	content, err := os.ReadFile(filepath.Join("/proc", process, "mountinfo"))
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
	for _, m := range mountsOf("self") {
		if m.point == path {
			return true
		}
	}
	return false
}

// mountedElsewhere looks through the file trees of other processes for one
// where this very file is mounted, as container engines mount a single file.
// Only root sees those of other users.
func mountedElsewhere(path string) string {
	info, err := os.Stat(path)
	if err != nil {
		return ""
	}
	id := identify(info)
	device := fmt.Sprintf("%d:%d", unix.Major(id.dev), unix.Minor(id.dev))
	seen := make(map[string]bool)
	if own, err := os.Readlink("/proc/self/ns/mnt"); err == nil {
		seen[own] = true
	}
	for _, pid := range processes(Machine{}) {
		process := strconv.Itoa(pid)
		// One process speaks for all that share its mounts.
		tree, err := os.Readlink(filepath.Join("/proc", process, "ns/mnt"))
		if err != nil || seen[tree] {
			continue
		}
		seen[tree] = true
		for _, m := range mountsOf(process) {
			// The device of stat(2) and of mountinfo differ on btrfs.
			if m.root == "/" || m.device != device && filepath.Base(m.root) != filepath.Base(path) {
				continue
			}
			there, err := os.Stat(filepath.Join("/proc", process, "root", m.point))
			if err == nil && os.SameFile(info, there) {
				name, _ := os.ReadFile(filepath.Join("/proc", process, "comm"))
				return fmt.Sprintf("the container of process %s (%s)", process, text.Line(strings.TrimSpace(string(name))))
			}
		}
	}
	return ""
}
