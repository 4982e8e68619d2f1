package tui_test

import (
	"os"
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

// packaged makes the machine one that Pomerium's package was just installed on.
func (r *rehearsal) packaged(version string) {
	r.t.Helper()
	series := strings.Join(strings.Split(version, ".")[:2], ".")
	sample, err := os.ReadFile("../config/testdata/sample-" + series + ".yaml")
	if err != nil {
		r.t.Fatal(err)
	}
	r.write(testFile, string(sample))
	r.write(unitPath, packagedUnit)
	r.installs("/usr/sbin/pomerium", version)
}

func TestThePackagedSampleIsNamedAndReplaced(t *testing.T) {
	for _, version := range []string{"0.19.2", "0.33.1"} {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			r.packaged(version)
			r.begin("walk-1", nil)
			r.at(steps.AuthenticateURL)
			r.tells(version+", open source", "as Pomerium's packages install it; its values are not used",
				"/etc/pomerium/cert.pem and /etc/pomerium/key.pem, which the file names")
			if scene := r.scene(); !scene.Value.IsZero() || !strings.HasPrefix(scene.Reason, "such as https://") {
				t.Errorf("%s: suggested is %q, %q", version, scene.Value.Text, scene.Reason)
			}
			r.hides("localhost.pomerium.io", "google", "XXXX")

			r.toSave()
			r.at(steps.AllowFailedChecks)
			r.tells("/etc/pomerium/cert.pem and /etc/pomerium/key.pem are not there: Pomerium does not start")
			r.choose("Look again")
			r.at(steps.AllowFailedChecks)
			r.choose("Go on without the certificates")
			r.at(steps.ChangeSave)
			r.tells("Pomerium does not start with it before /etc/pomerium/cert.pem and /etc/pomerium/key.pem are there", "certificates failed")
			r.choose("Save")
			r.ended(walk.Done)

			file := r.read(testFile)
			lacks(t, file, "google", "XXXX", "YYYY", "authenticate.localhost")
			holds(t, file, "address: :8443", "authenticate_service_url: \""+testAddress+"\"", `idp_provider: "auth0"`,
				"cookie_secret: \"", "shared_secret: \"", "https://yoursite.localhost.pomerium.io")
			closed := r.closed()
			holds(t, closed, "Saved, although not all that was checked works.", "/etc/pomerium/cert.pem and /etc/pomerium/key.pem are not there",
				"Put in place what is missing, then start Pomerium.", "systemctl restart pomerium.service", "no route of yours yet",
				"Browsers go to port 443, and Pomerium listens on 8443")
			lacks(t, closed, "yoursite", "Your users now")
			if r.closing().Address != "" {
				t.Errorf("to be opened is %s", r.closing().Address)
			}
		})
	}
}

func TestCertificatesThatAreThereCostNoKey(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.packaged("0.33.1")
		r.write("/etc/pomerium/cert.pem", "x")
		r.write("/etc/pomerium/key.pem", "x")
		r.begin("walk-1", nil)
		r.hides("which the file names")
		r.toSave()
		r.at(steps.ChangeSave)
		r.tells("Check: 9 passed")
		r.choose("Save")
		holds(t, r.closed(), "Saved. Started with this, Pomerium signs your users in through Auth0.", "systemctl restart pomerium.service")
	})
}

func TestCertificatesPutInPlaceMeanwhileAreSeen(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.packaged("0.33.1")
		r.begin("walk-1", nil)
		r.toSave()
		r.at(steps.AllowFailedChecks)
		r.write("/etc/pomerium/cert.pem", "x")
		r.write("/etc/pomerium/key.pem", "x")
		writes := len(r.writes())
		r.choose("Look again")
		r.at(steps.ChangeSave)
		if len(r.writes()) != writes {
			t.Error("looking again changed something in Auth0")
		}
	})
}

func TestCertificatesOfAContainerAreNotChecked(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.write(testFile, ownFile+"certificate_file: /pomerium/cert.pem\ncertificate_key_file: /pomerium/key.pem\n")
		r.composed("pomerium/pomerium:v0.33.1", "")
		r.begin("walk-1", nil)
		r.hides("/pomerium/cert.pem")
		r.toSave()
		r.at(steps.ChangeSave)
		r.choose("Check: 8 passed")
		r.tells("not checked: Pomerium runs in a container")
	})
}

func TestCertificatesWhereNobodyKnowsWherePomeriumRuns(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.write(testFile, ownFile+"certificate_file: /pki/cert.pem\ncertificate_key_file: pki/key.pem\n")
		r.begin("walk-1", given(steps.PomeriumVersion, "0.33"))
		r.tells("/pki/cert.pem, which the file names")
		r.toSave()
		r.at(steps.ChangeSave)
		r.tells("/pki/cert.pem is not on this machine")
		r.choose("Check: 8 passed")
		r.tells("not checked: /pki/cert.pem is not on this machine")
		r.choose("Go on")
		r.choose("Save")
		holds(t, r.closed(), "The file names /pki/cert.pem, not there on this machine.")
	})
}
