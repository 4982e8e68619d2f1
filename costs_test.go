package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkLibraryCost reports what each library adds to a static, stripped
// program that speaks https and JSON, in which it is really used.
func BenchmarkLibraryCost(b *testing.B) {
	const web = `"net/http"; "encoding/json"; "os"`
	const base = `r, _ := http.Get(os.Args[1]); var v any; _ = json.NewDecoder(r.Body).Decode(&v); _ = json.NewEncoder(os.Stdout).Encode(v)`
	bare := sized(b, web, base)
	b.Run("https and JSON alone", func(b *testing.B) { b.ReportMetric(float64(bare)/1e6, "MB") })
	for _, library := range []struct{ name, imports, use string }{
		{"Bubble Tea", `tea "charm.land/bubbletea/v2"`, `_, _ = tea.NewProgram(nil).Run()`},
		{"Bubble Tea, huh Input, lipgloss", `tea "charm.land/bubbletea/v2"; "charm.land/huh/v2"; "charm.land/lipgloss/v2"`,
			`_, _ = tea.NewProgram(nil).Run(); f := huh.NewInput().WithTheme(nil); _, _ = f.Update(nil); println(lipgloss.NewStyle().Bold(true).Render(f.View()))`},
		{"go-auth0", `"context"; "github.com/auth0/go-auth0/management"`,
			`m, _ := management.New(os.Args[2], management.WithStaticToken("x")); l, _ := m.Client.List(context.Background()); _ = m.Client.Create(context.Background(), l.Clients[0]); _ = m.ClientGrant.Create(context.Background(), nil)`},
		{"yaml/v3", `"go.yaml.in/yaml/v3"`, `var n yaml.Node; _ = yaml.Unmarshal([]byte(os.Args[2]), &n)`},
		{"cobra", `"github.com/spf13/cobra"`, `_ = (&cobra.Command{Use: "x", Run: func(*cobra.Command, []string) {}}).Execute()`},
		{"cobra and its manual page", `"github.com/spf13/cobra"; "github.com/spf13/cobra/doc"`,
			`c := &cobra.Command{Use: "x", Run: func(*cobra.Command, []string) {}}; _ = c.Execute(); _ = doc.GenMan(c, nil, os.Stdout)`},
		{"go-oidc", `"context"; "github.com/coreos/go-oidc/v3/oidc"`,
			`t, _ := oidc.NewVerifier(os.Args[1], oidc.NewRemoteKeySet(context.Background(), os.Args[2]), nil).Verify(context.Background(), os.Args[3]); println(t.Subject)`},
		{"go-toml", `"github.com/pelletier/go-toml/v2"`, `var m map[string]any; _ = toml.Unmarshal([]byte(os.Args[1]), &m)`},
		{"go-udiff", `"github.com/aymanbagabas/go-udiff"`, `println(len(udiff.Lines(os.Args[1], os.Args[2])))`},
		{"gotenv", `"github.com/subosito/gotenv"`, `e, _ := gotenv.StrictParse(os.Stdin); println(len(e))`},
		{"go-systemd/unit", `"github.com/coreos/go-systemd/v22/unit"`, `o, _ := unit.Deserialize(os.Stdin); println(len(o))`},
		{"flock", `"github.com/gofrs/flock"`, `_, _ = flock.New(os.Args[1]).TryLock()`},
		{"x/net/idna", `"golang.org/x/net/idna"`, `s, _ := idna.Lookup.ToASCII(os.Args[1]); println(s)`},
		{"x/text/unicode/norm", `"golang.org/x/text/unicode/norm"`, `println(norm.NFC.String(os.Args[1]))`},
		{"x/mod/semver", `"golang.org/x/mod/semver"`, `println(semver.Compare(os.Args[1], os.Args[2]))`},
		{"text/template (not used)", `"text/template"`, `_ = template.Must(template.New("x").Parse(os.Args[1])).Execute(os.Stdout, v)`},
	} {
		size := sized(b, web+"; "+library.imports, base+"; "+library.use)
		b.Run(strings.ReplaceAll(library.name, " ", "-"), func(b *testing.B) {
			b.ReportMetric(float64(size-bare)/1e6, "MB-more")
		})
	}
}

// sized builds a program and returns its size in bytes.
func sized(b *testing.B, imports, use string) int64 {
	b.Helper()
	dir := b.TempDir()
	source := fmt.Sprintf("package main\nimport (%s)\nfunc main() { %s }\n", imports, use)
	main := filepath.Join(dir, "main.go")
	if err := os.WriteFile(main, []byte(source), 0o600); err != nil {
		b.Fatal(err)
	}
	out := filepath.Join(dir, "program")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", out, main)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		b.Fatalf("go build: %v\n%s\n%s", err, said, source)
	}
	info, err := os.Stat(out)
	if err != nil {
		b.Fatal(err)
	}
	return info.Size()
}
