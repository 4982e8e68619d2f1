package tui_test

import (
	"os"
	"path/filepath"
	"testing"

	"pomerium-auth0/auth0/auth0test"
)

// picturedFile signs users in through Google until now.
const picturedFile = `authenticate_service_url: https://authenticate.example.com
shared_secret: "QkFzZTY0T2YzMkJ5dGVzT2ZSYW5kb21uZXNzISEhISE="
cookie_secret: "QW5vdGhlcjMyQnl0ZXNPZlJhbmRvbW5lc3NIZXJlISE="
idp_provider: "google"
idp_client_id: "104928374651-q9v.apps.googleusercontent.com"
idp_client_secret: "pictured"
routes:
  - from: https://grafana.example.com
    to: http://grafana:3000
    allowed_groups: [admins]
`

// TestPictures draws the pictures of the README from the program itself:
//
//	go test ./tui -run TestPictures -update
//
// Without -update it fails where a picture is no longer what the program
// shows.
func TestPictures(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.runs("0.19.2", picturedFile)
		d := r.shownOn(usual, nil)
		d.press(keyEnter)
		d.paste(r.tenant.Token().Reveal())
		d.press(keyEnter)
		d.picture("web-app")
		d.press(keyEnter)
		d.picture("m2m-app")
		d.press(keyEnter)
		d.picture("preview")
	})
}

// picture compares what stands on the screen with the picture of that name.
func (d *display) picture(name string) {
	d.t.Helper()
	path := filepath.Join("../docs/pictures", name+".svg")
	got := d.frame().SVG()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			d.t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		d.t.Fatal(err)
	}
	if !isRoot() && name == "preview" {
		// The file belongs to whoever runs the test, whose name is in the
		// picture; the golden frame of the same screen is compared.
		return
	}
	if got != string(want) {
		d.t.Errorf("%s is not what the program shows any more; look at the screen, then run\n\tgo test ./tui -run TestPictures -update\n%s", path, d.frame().Text())
	}
}
