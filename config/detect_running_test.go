package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWhatMakesAProcessEvidence: anybody may call a process pomerium. The rows
// say what its owner can't make up.
func TestWhatMakesAProcessEvidence(t *testing.T) {
	me := fmt.Sprint(os.Geteuid())
	const stranger, argv, hidden = "61005", "/usr/sbin/pomerium\x00-config\x00/etc/pomerium/config.yaml\x00", "not for this user to see"
	users := func(real, effective string) string {
		return "Name:\tx\\nUid:\t0\t0\t0\t0\nUid:\t" + real + "\t" + effective + "\t" + effective + "\t" + effective + "\n"
	}
	for name, c := range map[string]struct {
		argv, status, exe, cgroup string
		want                      string // what is found; "" if nothing is
	}{
		"our own, by its program":               {argv, users(me, me), "-> /usr/sbin/pomerium", "0::/user.slice/user-61005.slice/session-1.scope\n", "here"},
		"our own, under another name":           {"edge\x00-config\x00/etc/pomerium/config.yaml\x00", users(me, me), "-> /usr/sbin/pomerium", "", "here"},
		"the unit's, whoever it runs as":        {argv, users(stranger, stranger), hidden, "0::/system.slice/pomerium.service\n", "here"},
		"the unit's, in a slice of its own":     {argv, users(stranger, stranger), hidden, "0::/edge.slice/pomerium.service/worker\n", "here"},
		"an instance of the unit":               {argv, users(stranger, stranger), hidden, "0::/system.slice/system-edge.slice/edge@a.service\n", "here"},
		"the unit's, in version 1":              {argv, users(stranger, stranger), hidden, "4:memory:/system.slice/pomerium.service\n1:name=systemd:/system.slice/pomerium.service\n", "here"},
		"docker's":                              {argv, users(stranger, stranger), hidden, "0::/system.slice/docker-0a1b.scope\n", "container"},
		"docker's, with its own driver":         {argv, users(stranger, stranger), hidden, "0::/docker/0a1b\n", "container"},
		"podman's":                              {argv, users(stranger, stranger), hidden, "0::/machine.slice/libpod-0a1b.scope/container\n", "container"},
		"a quadlet's":                           {argv, users(stranger, stranger), hidden, "0::/system.slice/edge.service/libpod-payload-0a1b\n", "container"},
		"Kubernetes'":                           {argv, users(stranger, stranger), hidden, "0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-0a1b.scope\n", "container"},
		"our own podman's":                      {argv, users(me, me), "-> /bin/pomerium", "0::/user.slice/user-" + me + ".slice/user@" + me + ".service/user.slice/libpod-0a1b.scope\n", "container"},
		"a name and nothing else":               {argv, users(stranger, stranger), hidden, "0::/user.slice/user-61005.slice/session-1.scope\n", ""},
		"a name in a cron job":                  {argv, users(stranger, stranger), hidden, "0::/system.slice/cron.service\n", ""},
		"a name where there are no groups":      {argv, users(stranger, stranger), hidden, "0::/\n", ""},
		"another user's pomerium":               {argv, users(stranger, stranger), "-> /home/other/pomerium", "0::/\n", ""},
		"our shell under that name":             {argv, users(me, me), "-> /usr/bin/bash", "0::/\n", ""},
		"a set-user-ID program under that name": {argv, users(stranger, "0"), hidden, "0::/\n", ""},
		"a set-user-ID pomerium":                {argv, users(stranger, "0"), "-> /usr/sbin/pomerium", "0::/\n", ""},
		"a unit's name below another user's": {argv, users(stranger, stranger), hidden,
			"0::/user.slice/user-61005.slice/user@61005.service/app.slice/pomerium.service\n", ""},
		"a container's name below another user's": {argv, users(stranger, stranger), hidden,
			"0::/user.slice/user-61005.slice/user@61005.service/app.slice/docker-0a1b.scope\n", ""},
		"a unit's name right below another user's slice": {argv, users(stranger, stranger), hidden, "0::/user.slice/user-61005.slice/pomerium.service\n", ""},
		"a unit's name in another service":               {argv, users(stranger, stranger), hidden, "0::/system.slice/other.service/pomerium.service\n", ""},
		"a status that can't be read":                    {argv, "", hidden, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			d := detect(tree(t, map[string]string{
				"/lib/systemd/system/pomerium.service": packagedUnit,
				"/etc/systemd/system/edge@.service":    "[Service]\nExecStart=/opt/pomerium -config /etc/edge/%i.yaml\n",
				"/proc/42/cmdline":                     c.argv, "/proc/42/status": c.status, "/proc/42/exe": c.exe, "/proc/42/cgroup": c.cgroup,
			}), "")
			found := ""
			if len(d.Running) > 0 {
				found = map[bool]string{true: "container", false: "here"}[d.Running[0].Container]
			}
			if found != c.want {
				t.Errorf("found %q, want %q", found, c.want)
			}
			if said := strings.Join(d.Problems, "\n"); strings.Contains(said, "process 42 calls itself pomerium") != (c.want == "") {
				t.Errorf("problems are %q", said)
			}
		})
	}
}

// TestAProcessWithAnotherFileTreeIsInAContainer where its control group doesn't
// say so: its program and file are not those of this machine.
func TestAProcessWithAnotherFileTreeIsInAContainer(t *testing.T) {
	d := detect(tree(t, map[string]string{
		"/bin/pomerium":         says("0.33.1"),
		"/srv/config.yaml":      "a: b",
		"/proc/42/cmdline":      "/bin/pomerium\x00-config\x00/srv/config.yaml\x00",
		"/proc/42/cgroup":       "0::/\n",
		"/proc/42/root/bin/foo": "x",
	}), "")
	if len(d.Running) != 1 || !d.Running[0].Container || len(d.Evidence) != 0 || len(d.Files) != 0 {
		t.Errorf("running %+v, evidence %+v, files %+v", d.Running, d.Evidence, d.Files)
	}
}

// TestAStrangerIsNamedOnce however many processes of that name there are.
func TestAStrangerIsNamedOnce(t *testing.T) {
	files := make(map[string]string)
	for pid := range 50 {
		files[fmt.Sprintf("/proc/%d/cmdline", pid+2)] = "pomerium\x00"
		files[fmt.Sprintf("/proc/%d/status", pid+2)] = "Uid:\t61005\t61005\t61005\t61005\n"
	}
	d := detect(tree(t, files), "")
	if len(d.Running) > 0 || len(d.Problems) != 1 || !strings.HasSuffix(d.Problems[0], "isn't used: it belongs to uid 61005") {
		t.Errorf("%+v, %q", d.Running, d.Problems)
	}
}

// TestAProcessOfAStrangerLeadsNowhere: a process of a stranger names
// neither a program nor a file.
func TestAProcessOfAStrangerLeadsNowhere(t *testing.T) {
	d := detect(tree(t, map[string]string{
		"/home/other/pomerium":      says("0.33.1"),
		"/home/other/config.yaml":   "a: b",
		"/etc/pomerium/config.yaml": "a: b",
		"/proc/42/cmdline":          "/home/other/pomerium\x00-config\x00/home/other/config.yaml\x00",
		"/proc/42/status":           "Uid:\t61005\t61005\t61005\t61005\n",
		"/proc/42/environ":          "IDP_CLIENT_ID=theirs\x00",
	}), "")
	if d.File != "/etc/pomerium/config.yaml" || len(d.Files) != 1 || len(d.Evidence) != 0 || len(d.Overrides) != 0 {
		t.Errorf("%+v", d)
	}
}

// TestAUnitOfTheServicesUserIsNotOurs: whom units run Pomerium as is believed,
// but not when it says so itself.
func TestAUnitOfTheServicesUserIsNotOurs(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give a file away")
	}
	const path = "/lib/systemd/system/pomerium.service"
	m := tree(t, map[string]string{
		"/etc/passwd": "pomerium:x:990:990::/:/bin/false\n",
		path:          strings.Replace(packagedUnit, "User=pomerium", "User=61005", 1),
	})
	if err := os.Chown(filepath.Join(m.Root, path), 990, 990); err != nil {
		t.Fatal(err)
	}
	d := detect(m, "")
	if len(d.Evidence) != 0 || len(d.Problems) != 1 || !strings.Contains(d.Problems[0], path+" belongs to pomerium") {
		t.Errorf("%+v, %q", d.Evidence, d.Problems)
	}
}
