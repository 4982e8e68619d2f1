package config

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"pomerium-auth0/internal/text"
	"pomerium-auth0/internal/trust"
)

// unprivileged is the user that programs are run as where this is root.
const unprivileged = "nobody"

// runForVersion runs "pomerium --version" from an opened program that was
// judged: that very file, whatever its path leads to by now. It has no
// environment, no input, no descriptor of ours and a session of its own, gains
// no rights by set-user-ID bits or capabilities, and is killed with all of its
// session when ctx ends. Where this is root it runs as nobody, or not at all.
func runForVersion(ctx context.Context, program *os.File, judge trust.Judge) (string, error) {
	if err := mayRun(program, judge); err != nil {
		return "", err
	}
	if err := closeOnExec(); err != nil {
		return "", notRun("descriptors can't be kept from it: " + text.Line(err.Error()))
	}
	// A descriptor of its own: the command may still be about to start when the
	// caller has given up and closed the other.
	fd, err := unix.FcntlInt(program.Fd(), unix.F_DUPFD_CLOEXEC, 3)
	if err != nil {
		return "", notRun(text.Line(err.Error()))
	}
	var out limitedBuffer
	cmd := exec.Command(fmt.Sprintf("/proc/self/fd/%d", fd))
	cmd.Args = []string{"pomerium", "--version"}
	// Empty and not nil, which would hand down ours with whatever secrets.
	cmd.Env = []string{}
	cmd.Dir = "/"
	cmd.Stdout, cmd.Stderr = &out, &out
	// What inherited the pipe must not keep us waiting.
	cmd.WaitDelay = abandonTime
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGKILL, Credential: credentialFor(judge)}
	// In a goroutine, since a program that the kernel can't end now, because of a
	// file server that is gone, must not hold us either.
	ended := make(chan error, 1)
	go func() {
		defer unix.Close(fd)
		ended <- runAlone(ctx, cmd)
	}()
	select {
	case err := <-ended:
		return out.kept.String(), runError(ctx, err)
	case <-afterwards(ctx, 2*abandonTime):
		return "", errSilent
	}
}

// abandonTime is how long a program that has ended may keep its output open.
const abandonTime = 100 * time.Millisecond

// credentialFor is whom a program runs as: nobody where this is root, who may
// run it only because there is such a user (see mayRun).
func credentialFor(judge trust.Judge) *syscall.Credential {
	if !judge.IsRoot() {
		return nil
	}
	user, _ := judge.Users().Lookup(unprivileged)
	return &syscall.Credential{Uid: uint32(user.UID), Gid: uint32(user.GID)}
}

var errSilent = errors.New("did not say its version within two seconds")

func runError(ctx context.Context, err error) error {
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return errSilent
	case err == nil || errors.As(err, &exit) || errors.Is(err, exec.ErrWaitDelay):
		return nil // what it printed decides
	}
	return notRun(text.Line(errno(err).Error()))
}

// mayRun refuses what can't be run from a descriptor or without root's rights,
// with a reason that the system wouldn't give.
func mayRun(program *os.File, judge trust.Judge) error {
	info, err := program.Stat()
	if err != nil {
		return notRun(text.Line(errno(err).Error()))
	}
	start := make([]byte, 2)
	if n, _ := program.ReadAt(start, 0); string(start[:n]) == "#!" {
		return notRun("it is a script")
	}
	if !judge.IsRoot() {
		return nil
	}
	if user, ok := judge.Users().Lookup(unprivileged); !ok || user.UID == 0 || user.GID == 0 {
		return notRun("there is no user " + unprivileged + " to run it as")
	}
	if info.Mode().Perm()&0o001 == 0 {
		return notRun(fmt.Sprintf("its mode %#o doesn't let the user %s run it", info.Mode().Perm(), unprivileged))
	}
	return nil
}

// runAlone runs a command, and kills it with all of its session when ctx ends.
// Its thread can gain no rights by executing something (PR_SET_NO_NEW_PRIVS), is
// not used for anything else, and ends with the goroutine.
func runAlone(ctx context.Context, cmd *exec.Cmd) error {
	runtime.LockOSThread()
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	// Until it is reaped nobody else can have its number, by which it and what it
	// started are found.
	var reaping sync.Mutex
	reaped := false
	stop := context.AfterFunc(ctx, func() {
		reaping.Lock()
		defer reaping.Unlock()
		if !reaped {
			killSession(cmd.Process.Pid)
		}
	})
	defer stop()
	var err error = unix.EINTR
	for errors.Is(err, unix.EINTR) {
		err = unix.Waitid(unix.P_PID, cmd.Process.Pid, nil, unix.WEXITED|unix.WNOWAIT, nil)
	}
	reaping.Lock()
	if err == nil {
		killSession(cmd.Process.Pid)
	}
	reaped = true
	reaping.Unlock()
	return cmd.Wait()
}

// killSession kills the processes of a session, whose leader has not been
// waited for yet.
func killSession(leader int) {
	_ = unix.Kill(-leader, unix.SIGKILL)
	// A process may have made a group of its own, and more while they are killed.
	for range 10 {
		others := membersOf(leader)
		for _, pid := range others {
			killMember(pid, leader)
		}
		if len(others) == 0 {
			return
		}
	}
}

func membersOf(session int) []int {
	var members []int
	for _, pid := range processes(Machine{}) {
		if id, state := sessionOf(pid); pid != session && id == session && state != "Z" {
			members = append(members, pid)
		}
	}
	return members
}

// killMember holds the process by a descriptor before it looks once more: the
// number may be another's by now.
func killMember(pid, session int) {
	fd, err := unix.PidfdOpen(pid, 0)
	if err != nil {
		return
	}
	defer unix.Close(fd)
	if id, _ := sessionOf(pid); id == session {
		_ = unix.PidfdSendSignal(fd, unix.SIGKILL, nil, 0)
	}
}

// sessionOf reads the session and state of a process (proc_pid_stat(5)). Its
// name, in brackets, may hold anything.
func sessionOf(pid int) (session int, state string) {
	content, err := readProc(Machine{}, pid, "stat")
	if err != nil {
		return -1, ""
	}
	rest := string(content)[strings.LastIndexByte(string(content), ')')+1:]
	fields := strings.Fields(rest) // state, parent, group, session
	if len(fields) < 4 {
		return -1, ""
	}
	session, err = strconv.Atoi(fields[3])
	if err != nil {
		return -1, ""
	}
	return session, fields[0]
}

// closeOnExec keeps every descriptor of this process from its children, those
// too that it was started with. Go itself opens none that a child inherits.
func closeOnExec() error {
	err := unix.CloseRange(3, math.MaxInt32, unix.CLOSE_RANGE_CLOEXEC)
	if err == nil {
		return nil
	}
	// Before Linux 5.11.
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if fd, err := strconv.Atoi(filepath.Base(entry.Name())); err == nil && fd > 2 {
			unix.CloseOnExec(fd)
		}
	}
	return nil
}

// afterwards is ready some time after ctx has ended.
func afterwards(ctx context.Context, d time.Duration) <-chan time.Time {
	ready := make(chan time.Time, 1)
	context.AfterFunc(ctx, func() { time.AfterFunc(d, func() { ready <- time.Now() }) })
	return ready
}

// limitedBuffer keeps the first 16 KiB of what a program writes; a version is
// a line or three.
type limitedBuffer struct{ kept bytes.Buffer }

func (b *limitedBuffer) Write(p []byte) (int, error) {
	if room := 16<<10 - b.kept.Len(); room > 0 {
		b.kept.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}
