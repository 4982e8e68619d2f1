package perform

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"pomerium-auth0/auth0"
	"pomerium-auth0/auth0/auth0test"
)

// PracticeOptions are what a tenant to practise on is like.
type PracticeOptions struct {
	Listen       string // a loopback address
	Latency      time.Duration
	FreePlan     bool
	Applications int // that are in the tenant already
}

// Valid refuses what no tenant is like, by the names of the flags.
func (o PracticeOptions) Valid() error {
	switch room := auth0test.FreeApplications - 1; { // one is the API Explorer Application
	case o.Latency < 0:
		return fmt.Errorf("--latency is a time such as 100ms, not %s", o.Latency)
	case o.Applications < 0:
		return fmt.Errorf("--applications is a number from 0 on, not %d", o.Applications)
	case o.FreePlan && o.Applications > room:
		return fmt.Errorf("--applications: the free plan has room for %d beside the API Explorer Application, not for %d", room, o.Applications)
	}
	return nil
}

// practiceUsers are those of its login page.
func practiceUsers() []auth0test.User {
	return []auth0test.User{
		{Email: "ada@example.com", Name: "Ada", Password: "practice", Roles: []string{"admin", "staff"}},
		{Email: "bob@example.com", Name: "Bob", Password: "practice", Roles: []string{"staff"}},
		{Email: "eve@example.com", Name: "Eve", Password: "practice"},
	}
}

// practiceScopes are what this program can use of a token. One with all scopes
// is 8,000 characters long.
func practiceScopes() []string {
	return []string{
		auth0.ReadClients, auth0.ReadClientKeys, auth0.CreateClients, auth0.UpdateClients, auth0.DeleteClients,
		auth0.ReadClientGrants, auth0.CreateClientGrants, auth0.UpdateClientGrants, auth0.DeleteClientGrants,
		auth0.ReadRoles, auth0.ReadRoleMembers, auth0.ReadUsers, "read:connections",
	}
}

// ServePractice serves a tenant to practise on until ctx ends, and says on out
// how to reach it. Nothing of it is left behind.
func ServePractice(ctx context.Context, o PracticeOptions, out io.Writer) error {
	options := auth0test.Options{Listen: o.Listen, Latency: o.Latency, FreePlan: o.FreePlan}
	if !o.FreePlan {
		options.Applications = o.Applications + 1000
	}
	tenant, err := auth0test.New(options)
	if err != nil {
		return err
	}
	defer tenant.Close()
	folder, err := os.MkdirTemp("", "pomerium-auth0-practice-")
	if err != nil {
		return fmt.Errorf("the certificate of the practice tenant cannot be written: %w", err)
	}
	defer os.RemoveAll(folder)
	authority := filepath.Join(folder, "ca.pem")
	if err := os.WriteFile(authority, tenant.CertificatePEM(), 0o600); err != nil {
		return fmt.Errorf("the certificate of the practice tenant cannot be written: %w", err)
	}
	for i := range o.Applications {
		tenant.AddApplication(map[string]any{"name": fmt.Sprintf("Application %d", i+1), "app_type": "regular_web"})
	}
	var said strings.Builder
	fmt.Fprintf(&said, "This is practice: a stand-in for an Auth0 tenant, on this machine only. ctrl+c ends it.\n\n")
	fmt.Fprintf(&said, "domain   %s\n", tenant.Domain())
	fmt.Fprintf(&said, "ca-file  %s\n", authority)
	for _, user := range practiceUsers() {
		user = tenant.AddUser(user)
		roles := "no role"
		if len(user.Roles) > 0 {
			roles = strings.Join(user.Roles, ", ")
		}
		fmt.Fprintf(&said, "user     %s, password %s, %s\n", user.Email, user.Password, roles)
	}
	fmt.Fprintf(&said, "token    %s\n", tenant.Token(practiceScopes()...).Reveal())
	if _, err := io.WriteString(out, said.String()); err != nil {
		return err // nobody could reach it
	}
	<-ctx.Done()
	return nil
}
