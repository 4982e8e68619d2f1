//go:build linux

package attacks

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
	"golang.org/x/sys/unix"

	"pomerium-auth0/auth0/auth0test"
)

const (
	tenantName = "acme.eu.auth0.com"
	customName = "login.example.com"
	metadata   = "169.254.169.254" // where machines in a cloud find their credentials
)

// inItsOwnNetwork runs the test alone, in a network and with files of its own,
// where it may serve any address and be this machine's DNS. It reports whether
// this is the run there.
func inItsOwnNetwork(t *testing.T) bool {
	t.Helper()
	if os.Getenv("ATTACKS_NETWORK") != "" {
		return true
	}
	needsRoot(t)
	cmd := exec.Command("unshare", "-n", "-m", os.Args[0], "-test.run", "^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), "ATTACKS_NETWORK=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%v:\n%s", err, out)
	} else if !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Errorf("it wasn't run:\n%s", out)
	}
	return false
}

// addressOnLoopback gives the machine another address.
func addressOnLoopback(t *testing.T, device, address string) {
	t.Helper()
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(socket)
	set := func(request uint, prepare func(*unix.Ifreq) error) {
		t.Helper()
		ifreq, err := unix.NewIfreq(device)
		if err == nil {
			err = prepare(ifreq)
		}
		if err == nil {
			err = unix.IoctlIfreq(socket, request, ifreq)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	four := netip.MustParseAddr(address).As4()
	set(unix.SIOCSIFADDR, func(i *unix.Ifreq) error { return i.SetInet4Addr(four[:]) })
	set(unix.SIOCSIFFLAGS, func(i *unix.Ifreq) error { i.SetUint16(unix.IFF_UP | unix.IFF_RUNNING); return nil })
}

// A dnsServer is this machine's DNS.
type dnsServer struct {
	mu      sync.Mutex
	answers map[string]func(lookup int) string // by name; of the first look-up, the second…
	lookups map[string]int
}

func (d *dnsServer) serve(t *testing.T) {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:53")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	resolv := filepath.Join(t.TempDir(), "resolv.conf")
	if err := os.WriteFile(resolv, []byte("nameserver 127.0.0.1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount(resolv, "/etc/resolv.conf", "", unix.MS_BIND, ""); err != nil {
		t.Fatal(err)
	}
	go func() {
		buffer := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(buffer)
			if err != nil {
				return
			}
			if answer := d.answer(buffer[:n]); answer != nil {
				_, _ = conn.WriteTo(answer, from)
			}
		}
	}()
}

func (d *dnsServer) answer(query []byte) []byte {
	var parser dnsmessage.Parser
	header, err := parser.Start(query)
	if err != nil {
		return nil
	}
	question, err := parser.Question()
	if err != nil {
		return nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	name := strings.TrimSuffix(question.Name.String(), ".")
	address, known := d.answers[name]
	header.Response, header.RecursionAvailable = true, true
	if !known {
		header.RCode = dnsmessage.RCodeNameError
	}
	builder := dnsmessage.NewBuilder(nil, header)
	_ = builder.StartQuestions()
	_ = builder.Question(question)
	_ = builder.StartAnswers()
	if known && question.Type == dnsmessage.TypeA {
		d.lookups[name]++
		four := netip.MustParseAddr(address(d.lookups[name])).As4()
		_ = builder.AResource(dnsmessage.ResourceHeader{Name: question.Name, Class: question.Class}, dnsmessage.AResource{A: four})
	}
	message, _ := builder.Finish()
	return message
}

func TestANameThatIsBoundAnew(t *testing.T) {
	if !inItsOwnNetwork(t) {
		return
	}
	addressOnLoopback(t, "lo", "127.0.0.1")
	addressOnLoopback(t, "lo:1", metadata)
	trap, err := net.Listen("tcp", metadata+":443")
	if err != nil {
		t.Fatal(err)
	}
	defer trap.Close()
	var caught atomic.Int32
	go func() {
		for {
			conn, err := trap.Accept()
			if err != nil {
				return
			}
			caught.Add(1)
			conn.Close()
		}
	}()
	tenant, err := auth0test.New(auth0test.Options{Listen: "127.0.0.1:443", Domain: tenantName, CustomDomains: []auth0test.CustomDomain{{Domain: customName}}})
	if err != nil {
		t.Fatal(err)
	}
	defer tenant.Close()
	always := func(address string) func(int) string { return func(int) string { return address } }
	dns := &dnsServer{answers: map[string]func(int) string{}, lookups: map[string]int{}}
	dns.serve(t)
	bind := func(custom func(int) string) {
		dns.mu.Lock()
		defer dns.mu.Unlock()
		clear(dns.lookups)
		dns.answers = map[string]func(int) string{tenantName: always("127.0.0.1"), customName: custom}
	}
	s := &setup{t: t, tenant: tenant, folder: t.TempDir(), impostor: &impostor{host: customName}}
	s.write("ca.pem", string(tenant.CertificatePEM()))
	table(t, []attack{
		{"to a link-local address", "the holder of the name's DNS lets it lead to " + metadata, "it is connected to", func(t *testing.T) {
			bind(always(metadata))
			s.giveToken()
			out, code := s.wizard("--api-token-file", "token", "--web-app", "create")
			says(t, out, code, 1, "169.254.169.254, a link-local address", "nothing was sent")
			s.madeNothing()
		}},
		{"between two look-ups", "the name leads to the tenant until it was looked up, and to " + metadata + " from then on", "it is connected to", func(t *testing.T) {
			bind(func(lookup int) string {
				if lookup == 1 {
					return "127.0.0.1"
				}
				return metadata
			})
			s.write("config.yaml", fmt.Sprintf("authenticate_service_url: https://authenticate.example.com\nidp_provider: auth0\n"+
				"idp_provider_url: https://%s\nidp_client_id: %s\nidp_client_secret: %s\n", customName, strings.Repeat("I", 32), strings.Repeat("s", 64)))
			out, code := s.run("check", "--pomerium-version", "0.33", "--config", "config.yaml")
			says(t, out, code, 3, "169.254.169.254, a link-local address")
			dns.mu.Lock()
			defer dns.mu.Unlock()
			if dns.lookups[customName] < 2 {
				t.Errorf("it was looked up %d times", dns.lookups[customName])
			}
		}},
		{"to this machine", "the name leads to a service of this machine", "it is used without a word", func(t *testing.T) {
			bind(always("127.0.0.1"))
			out, code := s.run("check", "--pomerium-version", "0.33", "--config", "config.yaml")
			says(t, out, code, 3, "the name leads to 127.0.0.1, this machine itself")
		}},
	})
	if n := caught.Load(); n > 0 {
		t.Errorf("%d connections to %s", n, metadata)
	}
}
