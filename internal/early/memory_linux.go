package early

import "syscall"

// keepMemoryPrivate keeps secrets in memory from other processes of the same
// user and from core dumps, also with GOTRACEBACK=crash. A process that can't be
// dumped can't be attached to either, and its /proc files are root's
// (PR_SET_DUMPABLE(2const)). The limit is for the children, which would get the
// usual one back. Neither call can fail for a process's own settings.
func keepMemoryPrivate() {
	_, _, _ = syscall.RawSyscall(syscall.SYS_PRCTL, syscall.PR_SET_DUMPABLE, 0, 0)
	limitCores()
}
