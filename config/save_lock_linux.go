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

// lockHolder says which process holds a lock of a file, as the kernel lists it:
//
//	1: FLOCK  ADVISORY  WRITE 1234 fd:01:131 0 EOF
//
// with the device in hexadecimal (proc_locks(5)). A number that belongs to no
// process here, as that of another container's, names nobody.
func lockHolder(path string) string {
	info, err := os.Stat(path)
	if err != nil {
		return otherProgram
	}
	id := identify(info)
	file := fmt.Sprintf("%02x:%02x:%d", unix.Major(id.dev), unix.Minor(id.dev), id.ino)
	locks, _ := os.ReadFile("/proc/locks")
	for line := range strings.Lines(string(locks)) {
		fields := strings.Fields(line)
		if len(fields) < 6 || fields[1] != "FLOCK" || fields[5] != file {
			continue
		}
		if pid, err := strconv.Atoi(fields[4]); err == nil && pid > 0 {
			return processNamed(pid)
		}
	}
	return otherProgram
}

// processNamed names a process by its number, command and user.
func processNamed(pid int) string {
	folder := filepath.Join("/proc", strconv.Itoa(pid))
	command, err := os.ReadFile(filepath.Join(folder, "comm"))
	if err != nil {
		return otherProgram
	}
	name := fmt.Sprintf("process %d (%s", pid, text.Line(strings.TrimSuffix(string(command), "\n")))
	// Not the owner of the folder, which is root for a process that may not be
	// looked into.
	status, _ := os.ReadFile(filepath.Join(folder, "status"))
	for line := range strings.Lines(string(status)) {
		if uids, is := strings.CutPrefix(line, "Uid:"); is && len(strings.Fields(uids)) > 0 {
			if uid, err := strconv.Atoi(strings.Fields(uids)[0]); err == nil {
				name += ", user " + text.Line(userNamed(uid))
			}
		}
	}
	return name + ")"
}
