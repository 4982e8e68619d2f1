package config

import "testing"

// TestThePlaceOfAFileIsReadFromTheMounts: of several mounts the deepest counts, and
// of several at one point the last.
func TestThePlaceOfAFileIsReadFromTheMounts(t *testing.T) {
	mounts := []mount{
		{"8:1", "/", "/"},
		{"0:30", "/@home", "/home"},
		{"0:31", "/hidden", "/etc/pomerium"},
		{"8:2", "/etc", "/etc/pomerium"},
		{"8:3", "/one/config.yaml", "/srv/config.yaml"},
	}
	for path, want := range map[string]string{
		"/opt/config.yaml":          "8:1 /opt/config.yaml",
		"/home/ada/config.yaml":     "0:30 /@home/ada/config.yaml",
		"/homes/config.yaml":        "8:1 /homes/config.yaml",
		"/etc/pomerium/config.yaml": "8:2 /etc/config.yaml",
		"/srv/config.yaml":          "8:3 /one/config.yaml",
	} {
		place, found := placeOf(mounts, path)
		if got := place.device + " " + place.root; !found || got != want {
			t.Errorf("%s is at %q, want %q", path, got, want)
		}
	}
	if place, found := placeOf(nil, "/config.yaml"); found {
		t.Errorf("without mounts: %+v", place)
	}
}
