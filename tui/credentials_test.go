package tui_test

import (
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

// addManager makes an application whose credentials may be used on the
// Management API as far as scopes say; without any it has no grant.
func (r *rehearsal) addManager(scopes ...string) (id, secret string) {
	id = r.tenant.AddApplication(map[string]any{"name": "Manager", "app_type": "non_interactive", "grant_types": []string{"client_credentials"}})
	if len(scopes) > 0 {
		r.tenant.AddGrant(id, scopes...)
	}
	return id, r.tenant.Application(id)["client_secret"].(string)
}

// withCredentials walks to where the credentials lead.
func (r *rehearsal) withCredentials(id, secret string) {
	r.t.Helper()
	r.toDomain()
	r.answer(steps.Domain, testTenant)
	r.choose("This program, with credentials")
	r.answer(steps.ManagementID, id)
	r.answer(steps.ManagementSecret, secret)
}

func TestGoodCredentialsMakeTheApplication(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		id, secret := r.addManager("read:clients", "read:client_keys", "create:clients", "update:clients")
		r.withCredentials(id, secret)
		r.at(steps.ChangeWebApp)
		r.choose("Use one that exists")
		for _, choice := range r.scene().Choices {
			if strings.Contains(choice.Note, id) {
				t.Error("the application that the program speaks through is offered")
			}
		}
		r.choose("Create a new one")
		r.choose("Create it")
		r.send(walk.Quit{})
		r.shows("The token lacks delete:clients")
		tokens := 0
		for _, request := range r.tenant.Requests() {
			if request.Path == "/oauth/token" {
				tokens++
			}
		}
		if tokens != 1 {
			t.Errorf("%d tokens were asked for", tokens)
		}
	})
}

func TestWrongCredentialsAreCorrected(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		id, secret := r.addManager("read:clients", "read:client_keys", "create:clients", "update:clients")
		r.withCredentials(id, "wrong")
		r.at(steps.Refused)
		r.shows("Auth0 does not take this client ID and secret", id)
		if said := r.said(); strings.Contains(said, "wrong") {
			t.Errorf("the secret is shown:\n%s", said)
		}
		r.choose("Correct the client secret")
		r.answer(steps.ManagementSecret, secret)
		r.at(steps.ChangeWebApp)
	})
}

func TestCredentialsThatMayNothingSayWhatTheyName(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		id, secret := r.addManager()
		answers := given(steps.PomeriumVersion, "0.33.1", steps.AuthenticateURL, testAddress, steps.Domain, testTenant, steps.ManagementID, id, steps.ManagementSecret, secret)
		for _, name := range []string{steps.ManagementID, steps.ManagementSecret} {
			answer := answers[name]
			answer.Source = map[string]string{steps.ManagementID: "AUTH0_CLIENT_ID", steps.ManagementSecret: "AUTH0_CLIENT_SECRET"}[name]
			answers[name] = answer
		}
		r.begin("walk-1", answers)
		for r.scene().Item != steps.Refused {
			r.send(walk.Answered{Name: r.scene().Item, Value: r.scene().Value})
		}
		r.shows("This application may not use the Management API", "AUTH0_CLIENT_ID", "--web-client-id and --web-client-secret-file", "create:clients",
			"Auth0 Management API → Machine to Machine Applications")
		// It is granted too little first, and then enough.
		r.tenant.AddGrant(id, "read:clients")
		r.choose("Look again")
		r.at(steps.Refused)
		r.shows("This application may not do all that is needed", "read:client_keys create:clients update:clients")
		r.choose("Give a Management API token instead")
		r.at(steps.APIToken)
		r.answer(steps.APIToken, r.tenant.Token().Reveal())
		r.at(steps.ChangeWebApp)
	})
}

func TestScopesThatWereAddedMeanwhileCount(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		id, secret := r.addManager()
		r.withCredentials(id, secret)
		r.at(steps.Refused)
		r.tenant.AddGrant(id, "read:clients", "read:client_keys", "create:clients", "update:clients")
		r.choose("Look again")
		r.at(steps.ChangeWebApp)
	})
}

func TestCredentialsCanBeLeftForPasting(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		id, secret := r.addManager()
		r.withCredentials(id, secret)
		r.choose("Paste the values instead")
		r.at(steps.WebAppID)
	})
}

// The token can do everything; the smaller way is a choice beside it, with the
// commands that create an application with just what this walk can use.
func TestTheTokenQuestionOffersAnApplicationWithFewerRights(t *testing.T) {
	for _, c := range []struct {
		version, domain, audience string
		scopes                    []string
	}{
		{"0.33.1", testTenant, "https://acme.eu.auth0.com/api/v2/",
			[]string{"read:clients", "read:client_keys", "create:clients", "update:clients", "read:connections", "delete:clients"}},
		{"0.19.2", customDomain, "https://TENANT.auth0.com/api/v2/",
			[]string{"read:clients", "read:client_keys", "create:clients", "update:clients", "read:client_grants", "create:client_grants",
				"read:custom_domains", "update:client_grants", "read:connections", "delete:clients", "delete:client_grants"}},
	} {
		rehearse(t, behindCustomDomain(), func(r *rehearsal) {
			r.begin("walk-1", given(steps.PomeriumVersion, c.version))
			r.answer(steps.AuthenticateURL, testAddress)
			r.answer(steps.Domain, c.domain)
			r.choose("This program")
			r.at(steps.APIToken)
			r.shows("a test token that can't be revoked", "1 hour is enough", "Token Expiration")
			if rows := len(r.scene().Rows) + 2; rows > 8 {
				t.Errorf("the question takes %d lines", rows)
			}
			r.choose("Use an application with fewer rights")
			r.at(steps.ManagementID)
			commands := "auth0 apps create --name pomerium-auth0 --type m2m --reveal-secrets\n" +
				"auth0 client-grants create --client-id CLIENT_ID --audience " + c.audience + " --scopes " + strings.Join(c.scopes, ",")
			if bare := r.scene().BareText(); bare != commands {
				t.Errorf("the commands are\n%s\nnot\n%s", bare, commands)
			}
			r.shows(strings.Split(commands, "\n")...)
			// What it names is enough.
			id, secret := r.addManager(c.scopes...)
			r.answer(steps.ManagementID, id)
			r.answer(steps.ManagementSecret, secret)
			if c.domain == customDomain {
				r.answer(steps.TenantDomain, testTenant)
			}
			r.at(steps.ChangeWebApp)
		})
	}
}
