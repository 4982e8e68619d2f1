package auth0test

import (
	"context"
	"errors"
	"net"
	"sync"
)

// PipeDomain is the domain of a tenant of NewPipe that was given no other.
const PipeDomain = "acme.eu.auth0.com"

// NewPipe starts a tenant that is reached through its DialContext only, over
// in-memory connections (net.Pipe) that speak the same TLS. No network and no
// real clock is involved, so it runs inside a testing/synctest bubble: start
// it, use it and Close it there.
func NewPipe(options Options) (*Tenant, error) {
	if options.Domain == "" {
		options.Domain = PipeDomain
	}
	listener := &pipeListener{accepted: make(chan net.Conn), closed: make(chan struct{})}
	return start(options, listener, listener.dial)
}

// pipeListener hands one end of a net.Pipe to the server for every dial.
type pipeListener struct {
	accepted chan net.Conn
	closed   chan struct{}
	once     sync.Once

	mu     sync.Mutex
	served []net.Conn
}

func (l *pipeListener) dial(ctx context.Context) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case l.accepted <- theirs:
		return ours, nil
	case <-l.closed:
		return nil, &net.OpError{Op: "dial", Net: "pipe", Addr: l.Addr(), Err: net.ErrClosed}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.accepted:
		l.mu.Lock()
		defer l.mu.Unlock()
		l.served = append(l.served, conn)
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Close also cuts every connection. The server closes its listener first, with
// its lock held, then each TLS connection: with nobody reading the other end of
// a pipe, the closing alert of that one would wait for five seconds, which a
// synctest bubble never lets pass while a handler waits for the lock.
func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	l.mu.Lock()
	defer l.mu.Unlock()
	var errs []error
	for _, conn := range l.served {
		errs = append(errs, conn.Close())
	}
	l.served = nil
	return errors.Join(errs...)
}

func (l *pipeListener) Addr() net.Addr { return pipeAddr{} }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "pipe" }
