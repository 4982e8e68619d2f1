package config

import (
	"slices"
	"strings"
	"testing"
)

func TestTheFileThatIsMeant(t *testing.T) {
	const here, packaged = "/srv/pomerium/config.yaml", "/etc/pomerium/config.yaml"
	cases := []struct {
		name   string
		files  map[string]string
		given  string
		want   string
		reason string
		others []string
	}{
		{"nothing at all", map[string]string{}, "", here, "a new one in this folder", nil},
		{"nothing but the packages' folder", map[string]string{"/etc/pomerium/key.pem": ""}, "", packaged, "packages use this one", nil},
		{"the packaged file", map[string]string{packaged: "a: b"}, "", packaged, "where Pomerium's packages put it", nil},
		{"the packaged file and unit", map[string]string{packaged: "a: b", "/lib/systemd/system/pomerium.service": packagedUnit},
			"", packaged, "pomerium.service names it", nil},
		{"a file in this folder", map[string]string{here: "a: b"}, "", here, "in this folder", nil},
		{"a unit names another file than lies here", map[string]string{here: "a: b", packaged: "a: b", "/usr/lib/systemd/system/pomerium.service": packagedUnit},
			"", packaged, "pomerium.service names it", []string{here}},
		{"a unit names a file that is not there", map[string]string{here: "a: b", "/usr/lib/systemd/system/pomerium.service": packagedUnit},
			"", here, "in this folder", []string{packaged}},
		{"a compose file mounts one", map[string]string{here: "a: b", "/srv/pomerium/compose.yaml": quickstart},
			"", here, "compose.yaml mounts it", nil},
		{"two in usual places", map[string]string{here: "a: b", packaged: "a: b"}, "", "", "", []string{here, packaged}},
		{"two that are named", map[string]string{here: "a: b", packaged: "a: b", "/srv/pomerium/compose.yaml": quickstart, "/lib/systemd/system/pomerium.service": packagedUnit},
			"", "", "", []string{here, packaged}},
		{"one that is given beats all", map[string]string{packaged: "a: b", "/srv/x.yaml": "a: b", "/lib/systemd/system/pomerium.service": packagedUnit},
			"../x.yaml", "/srv/x.yaml", "as given", []string{packaged}},
		{"one that is given and not there", map[string]string{packaged: "a: b"}, "new.yaml", "/srv/pomerium/new.yaml", "as given", []string{packaged}},
		{"the running Pomerium's", map[string]string{here: "a: b", packaged: "a: b", "/proc/77/cmdline": "/usr/sbin/pomerium\x00--config=/etc/pomerium/config.yaml\x00"},
			"", packaged, "process 77", []string{here}},
		{"the running Pomerium's, from its own folder", map[string]string{here: "a: b", "/opt/p/c.yaml": "a: b",
			"/proc/77/cmdline": "./pomerium\x00-config\x00c.yaml\x00", "/proc/77/cwd": "-> /opt/p"},
			"", "/opt/p/c.yaml", "process 77", []string{here}},
		{"a Pomerium in a container has another file tree", map[string]string{here: "a: b", packaged: "a: b",
			"/proc/77/cmdline": "/bin/pomerium\x00-config\x00/pomerium/config.yaml\x00", "/proc/77/cgroup": "0::/system.slice/docker-0a1b.scope\n"},
			"", "", "", []string{here, packaged}},
		{"a masked unit", map[string]string{here: "a: b", "/etc/systemd/system/pomerium.service": "-> /dev/null", "/lib/systemd/system/pomerium.service": packagedUnit},
			"", here, "in this folder", nil},
		{"a compose file beside the packaged one", map[string]string{packaged: "a: b", "/etc/pomerium/compose.yml": quickstart},
			"", packaged, "compose.yml mounts it", nil},
		{"a folder that is mounted", map[string]string{"/srv/pomerium/etc/config.yaml": "a: b",
			"/srv/pomerium/compose.yaml": strings.Replace(quickstart, "./config.yaml:/pomerium/config.yaml:ro", "./etc:/pomerium", 1)},
			"", "/srv/pomerium/etc/config.yaml", "compose.yaml mounts it", nil},
		{"another place in the container", map[string]string{"/srv/pomerium/p.yaml": "a: b",
			"/srv/pomerium/compose.yaml": "services:\n  p:\n    image: pomerium/pomerium:v0.33.1\n    command: --config /etc/p.yaml\n" +
				"    volumes:\n      - type: bind\n        source: ${PWD_:-.}/p.yaml\n        target: /etc/p.yaml\n"},
			"", "/srv/pomerium/p.yaml", "compose.yaml mounts it", nil},
		{"a config of compose", map[string]string{"/srv/pomerium/p.yaml": "a: b",
			"/srv/pomerium/compose.yaml": "services:\n  p:\n    image: pomerium/pomerium:v0.33.1\n    command: [\"-config\", \"/p\"]\n" +
				"    configs: [p]\nconfigs:\n  p: {file: ./p.yaml}\n"},
			"", "/srv/pomerium/p.yaml", "compose.yaml mounts it", nil},
		{"a volume is no file of ours", map[string]string{here: "a: b",
			"/srv/pomerium/compose.yaml": strings.Replace(quickstart, "./config.yaml:/pomerium/config.yaml:ro", "etc:/pomerium", 1)},
			"", here, "in this folder", nil},
		{"a unit that now starts something else", map[string]string{here: "a: b", packaged: "a: b", "/lib/systemd/system/pomerium.service": packagedUnit,
			"/etc/systemd/system/pomerium.service.d/x.conf": "[Service]\nExecStart=\nExecStart=/usr/bin/docker run pomerium/pomerium\n"},
			"", "", "", []string{here, packaged}},
		{"a link to the file is no second one", map[string]string{packaged: "a: b", here: "-> ../../etc/pomerium/config.yaml"},
			"", packaged, "packages put it", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := detect(tree(t, c.files), c.given)
			if d.File != c.want || !strings.Contains(d.FileReason, c.reason) {
				t.Errorf("the file is %q (%s), want %q (… %s …); all: %+v", d.File, d.FileReason, c.want, c.reason, d.Files)
			}
			for _, other := range c.others {
				if !slices.ContainsFunc(d.Files, func(f FileFound) bool { return f.Path == other }) {
					t.Errorf("%s is not among %+v", other, d.Files)
				}
			}
			if len(d.Problems) > 0 {
				t.Errorf("problems: %q", d.Problems)
			}
		})
	}
}

func TestWhereItRuns(t *testing.T) {
	const here = "/srv/pomerium/config.yaml"
	cases := map[string]struct {
		files map[string]string
		want  Place
	}{
		"nobody knows":   {map[string]string{here: "a: b"}, UnknownPlace},
		"a compose file": {map[string]string{here: "a: b", "/srv/pomerium/compose.yaml": quickstart}, InContainer},
		"a unit":         {map[string]string{"/etc/pomerium/config.yaml": "a: b", "/lib/systemd/system/pomerium.service": packagedUnit}, OnThisMachine},
		"a process":      {map[string]string{here: "a: b", "/proc/5/cmdline": "pomerium\x00-config\x00" + here + "\x00"}, OnThisMachine},
		"a process in a container": {map[string]string{here: "a: b", "/proc/5/cmdline": "/bin/pomerium\x00--config\x00/pomerium/config.yaml\x00",
			"/proc/5/cgroup": "0::/system.slice/docker-0a.scope", "/proc/5/root/pomerium/config.yaml": "=> " + here}, InContainer},
		"a process in a container that reads another": {map[string]string{here: "a: b", "/proc/5/cmdline": "/bin/pomerium\x00--config\x00/pomerium/config.yaml\x00",
			"/proc/5/cgroup": "0::/system.slice/docker-0a.scope", "/proc/5/root/pomerium/config.yaml": "a: b"}, UnknownPlace},
		"a process in a container whose file is a link to ours": {map[string]string{here: "a: b", "/proc/5/cmdline": "/bin/pomerium\x00--config\x00/pomerium/config.yaml\x00",
			"/proc/5/cgroup": "0::/system.slice/docker-0a.scope", "/proc/5/root/pomerium/config.yaml": "-> ../../../../srv/pomerium/config.yaml"}, UnknownPlace},
		"a unit for another": {map[string]string{here: "a: b", "/lib/systemd/system/pomerium.service": packagedUnit}, UnknownPlace},
	}
	for name, c := range cases {
		if d := detect(tree(t, c.files), ""); d.Runs != c.want {
			t.Errorf("%s: it runs at %v, want %v", name, d.Runs, c.want)
		}
	}
}
