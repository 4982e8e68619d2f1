package config_test

import (
	"encoding/base64"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"pomerium-auth0/config"
	"pomerium-auth0/internal/secret"
)

// Whatever stands where in a configuration, no sentence about it holds a
// secret: neither one in its place nor one that was pasted into another.
func TestNoSentenceHoldsASecret(t *testing.T) {
	secrets := []string{
		goodSecret, goodSecret + "\n", " " + goodSecret, "\"" + goodSecret + "\"", goodKey, goodKey[:20] + "-_",
		base64.StdEncoding.EncodeToString([]byte(`{"client_id":"m2m","secret":"` + goodSecret + `"}`)), `{"secret":"` + goodSecret + `"}`,
	}
	inPlace := []string{"idp_client_secret", "idp_service_account", "idp_service_acount", "idp_client_secert", "cookie_secret", "shared_secret"}
	anywhere := []string{
		"authenticate_service_url", "authenticate_callback_path", "signout_redirect_url", "idp_provider", "idp_provider_url", "idp_client_id",
		"idp_client_secret_file", "cookie_secret_file", "shared_secret_file", "idp_scopes", "services", "databroker_storage_type", "forward_auth_url",
	}
	wrappings := []string{"%s", "https://%s", "https://me:%s@example.com", "https://example.com/%s", "https://example.com?token=%s", "/%s"}
	versions := []string{"", "0.11.0", "0.16.2", "0.17.3", "0.19.2", "0.20.0", "0.33.1", "enterprise"}
	rapid.Check(t, func(t *rapid.T) {
		values := map[string]string{}
		for _, key := range rapid.SliceOfDistinct(rapid.SampledFrom(inPlace), rapid.ID).Draw(t, "in place") {
			values[key] = rapid.SampledFrom(secrets).Draw(t, key)
		}
		for _, key := range rapid.SliceOfDistinct(rapid.SampledFrom(anywhere), rapid.ID).Draw(t, "elsewhere") {
			// Only Auth0's client secrets can be told from other words.
			values[key] = fmt.Sprintf(rapid.SampledFrom(wrappings).Draw(t, key), goodSecret)
		}
		var content strings.Builder
		var d config.Detection
		for _, key := range slices.Sorted(maps.Keys(values)) {
			value := values[key]
			if rapid.Bool().Draw(t, "as a variable") {
				d.Overrides = append(d.Overrides, config.Override{Name: strings.ToUpper(key), Value: secret.New(value), Place: "unit", Certain: true})
				continue
			}
			form := rapid.SampledFrom([]string{"%s: %q\n", "%s: [%q]\n", "%s: {a: %q}\n"}).Draw(t, "form")
			fmt.Fprintf(&content, form, key, value)
		}
		content.WriteString("routes:\n  - from: https://me:" + goodSecret + "@app.example.com\n    allowed_groups: [" + goodSecret + "]\n    idp_client_id: x\n")
		contents, err := config.Read("config.yaml", []byte(content.String()))
		if err != nil {
			if strings.Contains(err.Error(), goodSecret[:12]) {
				t.Fatalf("%v\n%s", err, content.String())
			}
			return
		}
		var v config.Version
		if typed := rapid.SampledFrom(versions).Draw(t, "version"); typed != "" {
			v = version(t, typed)
		}
		used, list := d.Effective(config.Machine{}, contents, v)
		list = append(list, config.Findings([]byte(content.String()), contents, v)...)
		for _, finding := range append(list, config.Findings([]byte(content.String()), used, v)...) {
			said := fmt.Sprintf("%+v", finding)
			for _, part := range []string{goodSecret[:12], goodSecret[len(goodSecret)-12:], goodKey[:12], secrets[6][:12]} {
				if strings.Contains(said, part) {
					t.Fatalf("%s\n%s", said, content.String())
				}
			}
			if finding.Text == "" || finding.Remedy == "" || finding.Key == "" || finding.Fails && finding.NotChecked {
				t.Fatalf("not a whole finding: %s", said)
			}
		}
	})
}
