package config_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"pomerium-auth0/config"
)

// tenThousandRoutes is a configuration of 1.9 MB with keys to change at its
// top and its end.
func tenThousandRoutes() []byte {
	var b bytes.Buffer
	b.WriteString("authenticate_service_url: https://authenticate.example.com\nidp_provider: google\nidp_client_id: 0123456789\nidp_client_secret: old\nroutes:\n")
	for i := range 10000 {
		fmt.Fprintf(&b, "  - from: https://app-%05d.example.com \n    to: http://10.0.%d.%d:8080\n    preserve_host_header: true\n    policy:\n      - allow:\n          or:\n            - email:\n                is: a%d@x.org\n", i, i/256%256, i%256, i)
	}
	b.WriteString("cookie_secret: YYYYY\n")
	return b.Bytes()
}

// BenchmarkEdit makes the whole edit with its proof and its difference, and
// reports it as a multiple of what Pomerium's parser takes for the same bytes.
func BenchmarkEdit(b *testing.B) {
	source := tenThousandRoutes()
	v, s := version(b, "0.33"), settings()
	b.SetBytes(int64(len(source)))
	b.ReportAllocs()
	var parsing time.Duration
	for b.Loop() {
		b.StopTimer()
		parsing += parseTime(source)
		b.StartTimer()
		if _, err := config.Edit("config.yaml", source, v, s); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed())/float64(parsing), "x-parse")
	b.ReportMetric(peakOfAnEdit(b), "peak-MiB")
}

func parseTime(source []byte) time.Duration {
	start := time.Now()
	var node yaml.Node
	if err := yaml.Unmarshal(source, &node); err != nil {
		panic(err)
	}
	return time.Since(start)
}

// A file of 10,000 routes must not keep an operator waiting, nor a small
// server out of memory. On a machine with other work to do, clocks say more of
// that work than of ours: one round of several in which the best edit takes at
// most three times the best parse is enough. BenchmarkEdit reports the mean.
func TestALargeFileIsEditedInTheTimeOfThreeParses(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	source := tenThousandRoutes()
	v, s := version(t, "0.33"), settings()
	var ratio float64
	for range 5 {
		parsing, editing := time.Hour, time.Hour
		for range 5 {
			parsing = min(parsing, parseTime(source))
			start := time.Now()
			e, err := config.Edit("config.yaml", source, v, s)
			editing = min(editing, time.Since(start))
			if err != nil {
				t.Fatal(err)
			}
			if e.Changed != 4 || e.Added != 2 || e.Removed != 0 {
				t.Fatalf("lines changed that nobody asked for: +%d ~%d -%d\n%s", e.Added, e.Changed, e.Removed, shownLines(e))
			}
		}
		ratio = float64(editing) / float64(parsing)
		t.Logf("%v, one parse %v: %.2f times", editing, parsing, ratio)
		if ratio <= 3 {
			break
		}
	}
	if ratio > 3 {
		t.Errorf("%.2f times the time of one parse", ratio)
	}
	if raceDetector() {
		t.Skip("the race detector's own memory would be counted")
	}
	if peak := peakOfAnEdit(t); peak > 120 {
		t.Errorf("%.0f MiB at the peak", peak)
	}
}

func raceDetector() bool {
	info, _ := debug.ReadBuildInfo()
	for _, setting := range info.Settings {
		if setting.Key == "-race" && setting.Value == "true" {
			return true
		}
	}
	return false
}

const editAlone = "POMERIUM_AUTH0_TEST_EDIT_ALONE"

// peakOfAnEdit is the greatest resident memory, in MiB, of a process that
// edits the large file once. It is this test binary, run again.
func peakOfAnEdit(t testing.TB) float64 {
	t.Helper()
	if _, err := os.Stat("/proc/self/status"); err != nil {
		t.Skip("this system does not tell the peak of a process's memory")
	}
	child := exec.Command(os.Args[0], "-test.run=^TestEditAlone$", "-test.v")
	child.Env = append(os.Environ(), editAlone+"=1")
	out, err := child.Output()
	found := regexp.MustCompile(`VmHWM:\s*(\d+) kB`).FindSubmatch(out)
	if err != nil || found == nil {
		t.Fatalf("the process that edits alone: %v\n%s", err, out)
	}
	kilobytes, err := strconv.Atoi(string(found[1]))
	if err != nil {
		t.Fatal(err)
	}
	return float64(kilobytes) / 1024
}

// TestEditAlone is the process whose memory is measured.
func TestEditAlone(t *testing.T) {
	if os.Getenv(editAlone) == "" {
		t.Skip("only as the child of another test")
	}
	if _, err := config.Edit("config.yaml", tenThousandRoutes(), version(t, "0.33"), settings()); err != nil {
		t.Fatal(err)
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if strings.HasPrefix(line, "VmHWM:") {
			t.Log(line)
		}
	}
}
