package dial_test

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"pomerium-auth0/internal/dial"
)

func TestNothingIsSentToAddressesWhereNoServerCanBe(t *testing.T) {
	for address, kind := range map[string]string{
		"169.254.169.254":        "link-local",
		"169.254.0.1":            "link-local",
		"fe80::1":                "link-local",
		"fe80::1%eth0":           "link-local",
		"febf::1":                "link-local",
		"::ffff:169.254.169.254": "link-local",
		"::169.254.169.254":      "link-local",
		"64:ff9b::a9fe:a9fe":     "link-local",
		"64:ff9b:1::a9fe:a9fe":   "link-local",
		"2002:a9fe:a9fe::1":      "link-local",
		"224.0.0.251":            "multicast",
		"ff02::1":                "multicast",
		"::ffff:239.1.1.1":       "multicast",
		"0.0.0.0":                "unspecified",
		"0.1.2.3":                "unspecified",
		"::":                     "unspecified",
		"::ffff:0.0.0.0":         "unspecified",
		"64:ff9b::":              "unspecified",
		"255.255.255.255":        "broadcast",
		"93.184.216.34":          "",
		"2606:2800:220:1::1":     "",
		"::ffff:93.184.216.34":   "",
		"10.0.0.5":               "",
		"127.0.0.1":              "",
		"::1":                    "",
		"fd00:ec2::254":          "",
		"64:ff9b::5db8:d822":     "",
		"2001:db8::a9fe:a9fe":    "",
		"100.100.100.200":        "",
		"169.253.255.255":        "",
		"fec0::1":                "",
	} {
		err := dial.Check(netip.MustParseAddr(address))
		var forbidden *dial.Forbidden
		switch {
		case kind == "" && err != nil:
			t.Errorf("%s: %v", address, err)
		case kind != "" && (!errors.As(err, &forbidden) || !strings.Contains(forbidden.Kind, kind)):
			t.Errorf("%s: %v, want %s", address, err, kind)
		}
	}
}

func TestPrivateAddressesAreKnown(t *testing.T) {
	for address, want := range map[string]bool{
		"10.0.0.5": true, "192.168.1.1": true, "172.16.0.1": true, "127.0.0.1": true, "::1": true, "fd00:ec2::254": true,
		"::ffff:10.0.0.5": true, "64:ff9b::a00:5": true, "2002:a00:5::1": true, "100.100.100.200": true,
		"93.184.216.34": false, "2606:2800:220:1::1": false, "100.128.0.1": false,
	} {
		if got := dial.Private(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}

// A rebinding name leads to this machine when it is looked up first, and to
// another address from then on.
func rebinding(t *testing.T, later string) (*net.Resolver, *atomic.Int32) {
	t.Helper()
	var lookups atomic.Int32
	answer := func(query []byte) []byte {
		var parser dnsmessage.Parser
		header, err := parser.Start(query)
		if err != nil {
			return nil
		}
		question, err := parser.Question()
		if err != nil {
			return nil
		}
		header.Response, header.RecursionAvailable = true, true
		builder := dnsmessage.NewBuilder(nil, header)
		_ = builder.StartQuestions()
		_ = builder.Question(question)
		_ = builder.StartAnswers()
		if question.Type == dnsmessage.TypeA {
			address := netip.MustParseAddr("127.0.0.1")
			if lookups.Add(1) > 1 {
				address = netip.MustParseAddr(later)
			}
			if address.Is4() {
				_ = builder.AResource(dnsmessage.ResourceHeader{Name: question.Name, Class: question.Class}, dnsmessage.AResource{A: address.As4()})
			}
		} else if question.Type == dnsmessage.TypeAAAA && lookups.Load() > 0 && netip.MustParseAddr(later).Is6() {
			_ = builder.AAAAResource(dnsmessage.ResourceHeader{Name: question.Name, Class: question.Class}, dnsmessage.AAAAResource{AAAA: netip.MustParseAddr(later).As16()})
		}
		message, _ := builder.Finish()
		return message
	}
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe() // no packets: as over TCP, with the length in front
		go func() {
			defer theirs.Close()
			var length [2]byte
			for {
				if _, err := io.ReadFull(theirs, length[:]); err != nil {
					return
				}
				query := make([]byte, binary.BigEndian.Uint16(length[:]))
				if _, err := io.ReadFull(theirs, query); err != nil {
					return
				}
				message := answer(query)
				_, _ = theirs.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(message))), message...))
			}
		}()
		return ours, nil
	}}, &lookups
}

func TestANameThatChangesItsAddressIsCheckedAtEachConnection(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	for _, later := range []string{"169.254.169.254", "0.0.0.0", "64:ff9b::a9fe:a9fe", "fe80::1"} {
		resolver, lookups := rebinding(t, later)
		dialer := dial.Dialer{Resolver: resolver}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		address := net.JoinHostPort("tenant.example.com.", port)
		first, err := dialer.DialContext(ctx, "tcp", address)
		if err != nil {
			t.Fatalf("%s: the first connection: %v", later, err)
		}
		first.Close()
		var forbidden *dial.Forbidden
		second, err := dialer.DialContext(ctx, "tcp", address)
		if !errors.As(err, &forbidden) {
			t.Errorf("%s: %v", later, err)
		}
		if second != nil {
			second.Close()
		}
		if lookups.Load() != 2 {
			t.Errorf("%s: looked up %d times", later, lookups.Load())
		}
		cancel()
	}
}

// A proxy that the operator named may be at any address.
func TestAProxyMayBeAnywhere(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	// 0.0.0.0 leads to this machine, and is refused otherwise.
	address := net.JoinHostPort("0.0.0.0", port)
	var forbidden *dial.Forbidden
	if _, err := (dial.Dialer{}).DialContext(t.Context(), "tcp", address); !errors.As(err, &forbidden) {
		t.Errorf("%v", err)
	}
	conn, err := dial.Dialer{}.DialContext(dial.Anywhere(t.Context()), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	conn.Close()
}
