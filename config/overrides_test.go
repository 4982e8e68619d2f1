package config

import (
	"strings"
	"testing"

	"pomerium-auth0/internal/secret"
)

func TestWhatOverridesTheFile(t *testing.T) {
	compose := strings.Replace(quickstart, "    ports:", `    env_file: [more.env, {path: absent.env, required: false}]
    environment:
      - COOKIE_SECRET=from-compose
      - IDP_PROVIDER=
      - IDP_SCOPES
      - IDP_CLIENT_ID=${ID:?needed}
      - LOG_LEVEL=debug
    ports:`, 1)
	m := tree(t, map[string]string{
		"/srv/pomerium/config.yaml":           "a: b",
		"/srv/pomerium/compose.yaml":          compose,
		"/srv/pomerium/more.env":              "# comment\nexport IDP_CLIENT_SECRET='quoted secret'\nAUTHENTICATE_SERVICE_URL=https://a.example.com\n",
		"/srv/pomerium/compose.override.yaml": "services:\n  pomerium:\n    environment: {IDP_CLIENT_SECRET_FILE: /run/secrets/idp, SHARED_SECRET: null}\n",
		"/srv/pomerium/.env":                  "ID=the-client\nIDP_SCOPES=openid\n",
	})
	m.Environ = []string{"IDP_PROVIDER_URL=https://acme.eu.auth0.com\x1b[31m", "SHARED_SECRET=", "HOME=/root"}
	d := detect(m, "")
	want := []struct{ name, value, shown, place string }{
		{"IDP_CLIENT_SECRET", "quoted secret", secret.Mask, "/srv/pomerium/more.env"},
		{"AUTHENTICATE_SERVICE_URL", "https://a.example.com", "https://a.example.com", "/srv/pomerium/more.env"},
		{"COOKIE_SECRET", "from-compose", secret.Mask, "/srv/pomerium/compose.yaml"},
		{"IDP_SCOPES", "openid", "openid", "/srv/pomerium/compose.yaml"},
		{"IDP_CLIENT_ID", "the-client", "the-client", "/srv/pomerium/compose.yaml"},
		{"IDP_CLIENT_SECRET_FILE", "/run/secrets/idp", "/run/secrets/idp", "/srv/pomerium/compose.override.yaml"},
		{"IDP_PROVIDER_URL", "https://acme.eu.auth0.com\x1b[31m", `https://acme.eu.auth0.com\u{1b}[31m`, "the environment of this program"},
	}
	if len(d.Overrides) != len(want) {
		t.Fatalf("%d overrides, want %d: %+v", len(d.Overrides), len(want), d.Overrides)
	}
	for i, w := range want {
		o := d.Overrides[i]
		certain := w.place != "the environment of this program"
		if o.Name != w.name || o.Value.Reveal() != w.value || o.Show() != w.shown || o.Place != w.place || o.Certain != certain {
			t.Errorf("override %d is %+v (%q), want %+v", i, o, o.Value.Reveal(), w)
		}
	}
}

// The forms that the compose specification allows for environment:, env_file:
// and whole services.
func TestFormsOfAComposeFilesEnvironment(t *testing.T) {
	const volumes = "    volumes: [./config.yaml:/pomerium/config.yaml]\n"
	for name, compose := range map[string]string{
		"a mapping":             "services:\n  p:\n    environment: {IDP_CLIENT_ID: 12, COOKIE_SECRET: ''}\n" + volumes,
		"a list":                "services:\n  p:\n    environment: [IDP_CLIENT_ID=12, COOKIE_SECRET]\n" + volumes,
		"a merged mapping":      "x-env: &env {IDP_CLIENT_ID: 12}\nservices:\n  p:\n    environment:\n      <<: *env\n" + volumes,
		"an anchor":             "x-env: &env {IDP_CLIENT_ID: 12}\nservices:\n  p:\n    environment: *env\n" + volumes,
		"a merged service":      "x-p: &p\n    environment: [IDP_CLIENT_ID=12]\nservices:\n  p:\n    <<: *p\n" + volumes,
		"a file":                "services:\n  p:\n    env_file: p.env\n" + volumes,
		"a list of files":       "services:\n  p:\n    env_file: [p.env]\n" + volumes,
		"a file, the long form": "services:\n  p:\n    env_file: [{path: ./p.env}]\n" + volumes,
		"a dollar sign":         "services:\n  p:\n    environment: {IDP_CLIENT_ID: '${A:+1}${A-}2$$'}\n" + volumes,
	} {
		m := tree(t, map[string]string{"/srv/pomerium/config.yaml": "a: b", "/srv/pomerium/compose.yaml": compose, "/srv/pomerium/p.env": "IDP_CLIENT_ID=12\n"})
		m.Environ = []string{"A="}
		want := "12"
		if name == "a dollar sign" {
			want = "2$"
		}
		d := detect(m, "")
		if len(d.Problems) > 0 || len(d.Overrides) != 1 || d.Overrides[0].Name != "IDP_CLIENT_ID" || d.Overrides[0].Value.Reveal() != want {
			t.Errorf("%s: overrides %+v, problems %q", name, d.Overrides, d.Problems)
		}
	}
}

// TestWhichVariablesCount of those that a unit and this program's shell set.
func TestWhichVariablesCount(t *testing.T) {
	shell := []string{"IDP_PROVIDER=auth0", "AUTHENTICATE_SERVICE_URL=https://a.example.com", "IDP_CLIENT_ID=a"}
	all := "IDP_PROVIDER AUTHENTICATE_SERVICE_URL IDP_CLIENT_ID"
	for name, c := range map[string]struct {
		unit, environ []string
		noFile        bool
		taken, unsure string
	}{
		"beside a file":                     {nil, shell, false, "", "IDP_CLIENT_ID IDP_PROVIDER"},
		"without a file":                    {nil, shell, true, all, ""},
		"without a file, nothing of theirs": {nil, shell[1:2], true, "", ""},
		"with a unit that sets some":        {[]string{"IDP_SCOPES=openid"}, shell, true, "IDP_SCOPES", "IDP_CLIENT_ID IDP_PROVIDER"},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{"/etc/pomerium/config.yaml": "a: b", "/lib/systemd/system/pomerium.service": packagedUnit}
			for _, set := range c.unit {
				files["/lib/systemd/system/pomerium.service"] += "\n[Service]\nEnvironment=" + set + "\n"
			}
			m := tree(t, files)
			m.Environ = c.environ
			d := detect(m, "")
			names := func(set []Override) string {
				var names []string
				for _, o := range set {
					names = append(names, o.Name)
				}
				return strings.Join(names, " ")
			}
			if taken, unsure := names(d.StartedWith(c.noFile)), names(d.Unsure(c.noFile)); taken != c.taken || unsure != c.unsure {
				t.Errorf("taken are %q and unsure %q", taken, unsure)
			}
		})
	}
}

func TestWhatAUnitSets(t *testing.T) {
	m := tree(t, map[string]string{
		"/etc/pomerium/config.yaml":            "a: b",
		"/lib/systemd/system/pomerium.service": packagedUnit,
		"/lib/systemd/system/pomerium.service.d/10-env.conf": "[Service]\nEnvironment=IDP_PROVIDER=google \"IDP_CLIENT_ID=an id\"\nEnvironment=COOKIE_SECRET=x\n" +
			"EnvironmentFile=-/etc/default/pomerium\nEnvironmentFile=-/etc/default/absent\n",
		"/etc/systemd/system/pomerium.service.d/20-start.conf": "[Service]\nExecStart=\nExecStart=-/opt/pomerium \\\n  --config=/opt/other.yaml\n",
		"/etc/systemd/system/pomerium.service.d/10-env.txt":    "[Service]\nEnvironment=IDP_PROVIDER=never\n",
		"/etc/default/pomerium":                                "; a comment\nIDP_CLIENT_SECRET=\"s3cret\"\n",
		"/opt/other.yaml":                                      "a: b",
		"/opt/pomerium":                                        says("0.30.1"),
	})
	d := detect(m, "")
	if d.File != "/opt/other.yaml" || d.Version.String() != "0.30.1" {
		t.Errorf("the drop-in does not count: %s, %s", d.File, d.Version)
	}
	var names []string
	for _, o := range d.Overrides {
		names = append(names, o.Name+"="+o.Value.Reveal())
	}
	want := "IDP_PROVIDER=google,IDP_CLIENT_ID=an id,COOKIE_SECRET=x,IDP_CLIENT_SECRET=s3cret"
	if strings.Join(names, ",") != want {
		t.Errorf("overrides are %q, want %q", names, want)
	}
}

func TestTheEnvironmentOfTheRunningPomerium(t *testing.T) {
	m := tree(t, map[string]string{
		"/etc/pomerium/config.yaml": "a: b",
		"/proc/42/cmdline":          "/usr/sbin/pomerium\x00-config\x00/etc/pomerium/config.yaml\x00",
		"/proc/42/environ":          "PATH=/bin\x00IDP_CLIENT_ID=from-outside\x00",
		"/proc/43/cmdline":          "/usr/bin/vi\x00pomerium\x00",
		"/proc/self/cmdline":        "pomerium\x00",
	})
	d := detect(m, "")
	if len(d.Running) != 1 || d.Running[0] != (Process{PID: 42, Config: "/etc/pomerium/config.yaml", ReadsFile: true, binary: "/usr/sbin/pomerium"}) {
		t.Errorf("running: %+v", d.Running)
	}
	if len(d.Overrides) != 1 || d.Overrides[0].Place != "process 42" || !d.Overrides[0].Certain {
		t.Errorf("overrides: %+v", d.Overrides)
	}
}
