package shell_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"pomerium-auth0/internal/shell"
)

func TestAWordIsQuotedOnlyWhereItMustBe(t *testing.T) {
	command := shell.Command{
		"sudo", "/opt/my tools/pomerium-auth0", "--config", "/etc/pomerium/config.yaml", "--web-app-name", "Bob's $HOME `x`", "",
		"--authenticate-url=https://a.example.com:8443", "~/x", "a=b", "=ls", "-", "Grüße", "a\x1b[2Jb%c",
	}
	want := `sudo '/opt/my tools/pomerium-auth0' --config /etc/pomerium/config.yaml --web-app-name 'Bob'\''s $HOME ` + "`x`" +
		`' '' --authenticate-url=https://a.example.com:8443 '~/x' a=b '=ls' - 'Grüße' "$(printf 'a\033\1332Jb\045c')"`
	if got := command.String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestALongCommandIsBrokenBetweenWords(t *testing.T) {
	command := shell.Command{
		"sudo", "/usr/local/bin/pomerium-auth0", "--config", "/etc/pomerium/config.yaml", "--demo", "--pomerium-version", "0.33.1",
		"--authenticate-url", "https://authenticate.example.com", "--yes",
	}
	for width, want := range map[int]string{
		200: `sudo /usr/local/bin/pomerium-auth0 --config /etc/pomerium/config.yaml --demo --pomerium-version 0.33.1 --authenticate-url https://authenticate.example.com --yes`,
		76: `sudo /usr/local/bin/pomerium-auth0 --config /etc/pomerium/config.yaml \
    --demo --pomerium-version 0.33.1 \
    --authenticate-url https://authenticate.example.com --yes`,
		36: `sudo /usr/local/bin/pomerium-auth0 \
    --config \
    /etc/pomerium/config.yaml \
    --demo \
    --pomerium-version 0.33.1 \
    --authenticate-url \
    https://authenticate.example.com \
    --yes`,
	} {
		if got := strings.Join(command.Lines(width), "\n"); got != want {
			t.Errorf("at %d columns:\n%s\nnot\n%s", width, got, want)
		}
	}
}

// TestAShellReadsWhatWasMeant: whatever the words and however broken.
func TestAShellReadsWhatWasMeant(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("there is no shell here")
	}
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.OneOf(
			rapid.StringMatching(`--[a-z]{1,12}`), rapid.StringMatching(`[ -~äß…]{0,30}`), rapid.StringMatching(`[\x01-\x7f]{0,6}x`),
		), 1, 6).Draw(t, "words")
		width := rapid.IntRange(10, 90).Draw(t, "width")
		command := append(shell.Command{"printf", `%s\0`}, words...)
		lines := command.Lines(width)
		out, err := exec.Command("sh", "-c", strings.Join(lines, "\n")).Output()
		if err != nil {
			t.Fatalf("%v:\n%s", err, strings.Join(lines, "\n"))
		}
		if got := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00"); !slices.Equal(got, words) {
			t.Errorf("%q are read as %q, from\n%s", words, got, strings.Join(lines, "\n"))
		}
	})
}
