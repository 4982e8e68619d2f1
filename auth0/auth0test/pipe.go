package auth0test

import (
	"context"
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
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *pipeListener) Addr() net.Addr { return pipeAddr{} }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "pipe" }
