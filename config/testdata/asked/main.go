// Asked is what the tests put in Pomerium's place. What it does when it is asked
// for its version stands at the end of its own file, since it is given nothing
// else: no environment, no input and always the same arguments.
package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

func main() {
	program, err := os.ReadFile("/proc/self/exe")
	if err != nil {
		fmt.Println(err)
		return
	}
	if len(os.Args) > 2 {
		time.Sleep(time.Minute)
		return
	}
	does := string(program[bytes.LastIndexByte(program, '\n')+1:])
	verb, object, _ := strings.Cut(does, " ")
	switch verb {
	case "says":
		fmt.Printf("pomerium: v%s+abc1234\nenvoy: 1.34.1+def\n", object)
	case "leaves": // children behind that hold its output
		start(&syscall.SysProcAttr{})
		start(&syscall.SysProcAttr{Setpgid: true})
		fmt.Printf("pomerium: v%s\nenvoy: 1\n", object)
	case "hangs":
		start(&syscall.SysProcAttr{})
		start(&syscall.SysProcAttr{Setpgid: true})
		time.Sleep(time.Minute)
	case "floods":
		for {
			fmt.Println(strings.Repeat("y", 4096))
		}
	case "tells":
		tell()
	}
}

func start(how *syscall.SysProcAttr) {
	child := exec.Command("/proc/self/exe", "--version", "child")
	child.Stdout, child.SysProcAttr = os.Stdout, how
	if err := child.Start(); err != nil {
		fmt.Println(err)
	}
}

// tell prints what the program was given.
func tell() {
	folder, err := os.Getwd()
	fmt.Println("folder", folder, err)
	fmt.Println("environment", len(os.Environ()))
	fmt.Println("arguments", os.Args)
	n, err := os.Stdin.Read(make([]byte, 1))
	fmt.Println("input", n, err)
	for fd := 3; fd < 1024; fd++ {
		// Go's own poller is opened close-on-exec, so it came from nobody.
		flags, _, errno := syscall.Syscall(syscall.SYS_FCNTL, uintptr(fd), syscall.F_GETFD, 0)
		if errno == 0 && flags&syscall.FD_CLOEXEC == 0 {
			fmt.Println("inherited", fd)
		}
	}
	session, _, _ := syscall.Syscall(syscall.SYS_GETSID, 0, 0, 0)
	fmt.Println("own session", int(session) == os.Getpid())
	status, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(status)) {
		for _, name := range []string{"Uid:", "Gid:", "Groups:", "CapPrm:", "CapEff:", "NoNewPrivs:"} {
			if strings.HasPrefix(line, name) {
				fmt.Println(strings.Join(strings.Fields(line), " "))
			}
		}
	}
}
