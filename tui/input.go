package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"pomerium-auth0/config"
	"pomerium-auth0/internal/secret"
	"pomerium-auth0/internal/shell"
	"pomerium-auth0/tui/lines"
)

// What a flag names may be a pipe that nobody has written to yet, or the
// terminal. Whatever is waited for, the end of ctx ends the waiting, and on a
// terminal it is said. Its name stands in no error: it may be the secret
// itself, given in the place of a file.

// maxSecret is more than any token is long, and maxRoots than a system's root
// certificates are, in bytes.
const (
	maxSecret = 64 << 10
	maxRoots  = 4 << 20
)

// ReadSecret reads the secret of a flag from a file, or from in for "-"; from a
// terminal it is pasted, and not shown. White space around it, as editors and
// echo leave, is no part of it.
func ReadSecret(ctx context.Context, flag, path string, in, tell *os.File) (string, error) {
	name := "the file"
	if path == "-" {
		name = "standard input"
	} else {
		file, err := open(ctx, flag, path, tell)
		if err != nil {
			return "", err
		}
		defer file.Close()
		if config.OpenToEverybody(path) {
			fmt.Fprintf(tell, "%s: every user of this machine can read this file; restrict it: %s\n", flag, shell.Command{"chmod", "o-r", path})
		}
		in = file
	}
	if term.IsTerminal(int(in.Fd())) {
		typed, err := lines.Hidden(ctx, in, tell, flag+": paste it here and press enter; nothing of it is shown.")
		return secret.Clean(typed), err
	}
	content, err := readAll(ctx, flag, name, in, maxSecret, tell)
	if err != nil {
		return "", err
	}
	value := strings.TrimSpace(strings.TrimPrefix(string(content), "\ufeff"))
	switch {
	case value == "":
		return "", errors.New(name + " is empty")
	case strings.ContainsAny(value, "\r\n") && !secret.LooksLike(value):
		return "", errors.New(name + " has more than one line: it must hold the secret alone")
	}
	return secret.Clean(value), nil
}

// ReadRoots reads the root certificates of a flag from a file.
func ReadRoots(ctx context.Context, flag, path string, tell *os.File) ([]byte, error) {
	file, err := open(ctx, flag, path, tell)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return readAll(ctx, flag, "the file", file, maxRoots, tell)
}

func open(ctx context.Context, flag, path string, tell *os.File) (*os.File, error) {
	file, err := await(ctx, flag, tell, func() (*os.File, error) {
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			return nil, errors.New("it is a folder")
		}
		return os.Open(path) // which waits for who writes to a pipe
	})
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, fs.ErrNotExist):
		return nil, errors.New("the file that it names is not there")
	case err != nil:
		return nil, fmt.Errorf("the file cannot be read: %w", withoutPath(err))
	}
	return file, nil
}

func readAll(ctx context.Context, flag, name string, in *os.File, most int64, tell *os.File) ([]byte, error) {
	content, err := await(ctx, flag, tell, func() ([]byte, error) { return io.ReadAll(io.LimitReader(in, most+1)) })
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, fmt.Errorf("%s cannot be read: %w", name, withoutPath(err))
	case int64(len(content)) > most:
		return nil, fmt.Errorf("%s holds more than %d bytes, which is too much for what it should hold", name, most)
	}
	return content, nil
}

// await waits for what may never come. What ctx has ended is left to itself:
// the program is about to end.
func await[T any](ctx context.Context, flag string, tell *os.File, get func() (T, error)) (T, error) {
	type outcome struct {
		value T
		err   error
	}
	got := make(chan outcome, 1)
	go func() {
		value, err := get()
		got <- outcome{value, err}
	}()
	var late <-chan time.Time
	if term.IsTerminal(int(tell.Fd())) {
		late = time.After(time.Second)
	}
	for {
		select {
		case o := <-got:
			return o.value, o.err
		case <-late:
			fmt.Fprintln(tell, "waiting for what "+flag+" is to be given; ctrl+c ends it")
		case <-ctx.Done():
			var none T
			return none, ctx.Err()
		}
	}
}
