// Marker is a program that the tests have found by detection. It writes down
// that it was run and what it was given, and then does what stands at the end of
// its own file: "FOLDER VERB".
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
	end := string(program[bytes.LastIndexByte(program, '\n')+1:])
	folder, verb, _ := strings.Cut(end, " ")
	if len(os.Args) > 2 {
		time.Sleep(time.Minute)
		return
	}
	var given strings.Builder
	fmt.Fprintln(&given, "environment:", os.Environ())
	for fd := 3; fd < 1024; fd++ {
		flags, _, errno := syscall.Syscall(syscall.SYS_FCNTL, uintptr(fd), syscall.F_GETFD, 0)
		if errno == 0 && flags&syscall.FD_CLOEXEC == 0 {
			fmt.Fprintln(&given, "inherited:", fd)
		}
	}
	mark := fmt.Sprintf("%s/run-as-%d-%d", folder, os.Geteuid(), os.Getpid())
	if err := os.WriteFile(mark, []byte(given.String()), 0o644); err != nil {
		fmt.Println(err)
	}
	switch verb {
	case "hangs":
		for _, how := range []*syscall.SysProcAttr{{}, {Setpgid: true}} {
			child := exec.Command("/proc/self/exe", "--version", "child")
			child.Stdout, child.SysProcAttr = os.Stdout, how
			if err := child.Start(); err != nil {
				fmt.Println(err)
			}
		}
		time.Sleep(time.Minute)
	case "waits": // as a process to be found, not a program to be asked
		time.Sleep(time.Minute)
	default:
		fmt.Printf("pomerium: v0.33.1+abc\nenvoy: 1\n")
	}
}
