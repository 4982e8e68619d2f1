package auth0test

import (
	"fmt"
	"regexp"
	"slices"
	"unicode/utf8"
)

// grantTypes are those that an application may have (Auth0, "Application Grant
// Types").
func grantTypes() []string {
	return []string{
		"authorization_code", "implicit", "refresh_token", "client_credentials", "password",
		"http://auth0.com/oauth/grant-type/password-realm",
		"http://auth0.com/oauth/grant-type/mfa-oob",
		"http://auth0.com/oauth/grant-type/mfa-otp",
		"http://auth0.com/oauth/grant-type/mfa-recovery-code",
		"http://auth0.com/oauth/grant-type/passwordless/otp",
		"urn:ietf:params:oauth:grant-type:device_code",
		"urn:openid:params:grant-type:ciba",
	}
}

// clientSchema describes the body of POST and, with update, of PATCH
// /api/v2/clients, after Auth0's OpenAPI description of 2026.
func clientSchema(update bool) *schema {
	text := &schema{kind: "string"}
	flag := &schema{kind: "boolean"}
	texts := &schema{kind: "array", items: text}
	urls := &schema{kind: "array", items: &schema{kind: "string", format: urlWithPlaceholders()}}
	object := &schema{kind: "object"}
	objectOrNull := &schema{kind: "object", null: true}
	s := &schema{
		kind: "object",
		properties: map[string]*schema{
			"name": {kind: "string", minLength: 1, pattern: regexp.MustCompile(`^[^<>]+$`),
				description: "Name of this client (min length: 1 character, does not allow `<` or `>`)."},
			"description":                         {kind: "string", maxLength: 140, description: "Free text description of this client (max length: 140 characters)."},
			"client_secret":                       {kind: "string", minLength: 1},
			"app_type":                            {kind: "string", enum: appTypes()},
			"logo_uri":                            {kind: "string", format: absoluteURIOrEmpty()},
			"is_first_party":                      flag,
			"is_token_endpoint_ip_header_trusted": flag,
			"oidc_conformant":                     flag,
			"callbacks":                           {kind: "array", items: &schema{kind: "string", format: callbackURL()}},
			"allowed_logout_urls":                 urls,
			"allowed_origins":                     urls,
			"web_origins":                         urls,
			"client_aliases":                      texts,
			"allowed_clients":                     texts,
			"jwt_configuration": {kind: "object", properties: map[string]*schema{
				"lifetime_in_seconds": {kind: "integer", minimum: 0},
				"secret_encoded":      flag,
				"scopes":              object,
				"alg":                 {kind: "string", enum: []string{"HS256", "RS256", "RS512", "PS256"}},
			}},
			"encryption_key":              objectOrNull,
			"sso":                         flag,
			"sso_disabled":                flag,
			"cross_origin_authentication": flag,
			"cross_origin_loc":            {kind: "string", format: absoluteURIOrEmpty()},
			"grant_types":                 texts, // which ones is checked with the whole application
			"custom_login_page_on":        flag,
			"custom_login_page":           text,
			"custom_login_page_preview":   text,
			"form_template":               text,
			"addons":                      object,
			"mobile":                      object,
			"native_social_login":         object,
			"refresh_token":               objectOrNull,
			"token_endpoint_auth_method": {kind: "string", null: update, enum: []string{"none", "client_secret_post", "client_secret_basic"},
				description: "Defines the requested authentication method for the token endpoint."},
			"client_metadata": {kind: "object", null: update, maxProperties: 10,
				additional: &schema{kind: "string", null: update, maxLength: 255}},
			"initiate_login_uri": {kind: "string", format: loginURI(), description: "Initiate login uri, must be https"},
			"organization_usage": {kind: "string", null: update, enum: []string{"deny", "allow", "require"}},
			"organization_require_behavior": {kind: "string", null: update,
				enum: []string{"no_prompt", "pre_login_prompt", "post_login_prompt"}},
			"organization_discovery_methods":                       texts,
			"default_organization":                                 objectOrNull,
			"client_authentication_methods":                        objectOrNull,
			"require_pushed_authorization_requests":                flag,
			"require_proof_of_possession":                          flag,
			"oidc_backchannel_logout":                              object,
			"oidc_logout":                                          objectOrNull,
			"signed_request_object":                                objectOrNull,
			"compliance_level":                                     {kind: "string", null: true},
			"token_exchange":                                       objectOrNull,
			"token_quota":                                          objectOrNull,
			"session_transfer":                                     objectOrNull,
			"resource_server_identifier":                           text,
			"skip_non_verifiable_callback_uri_confirmation_prompt": {kind: "boolean", null: true},
			"async_approval_notification_channels":                 texts,
			"token_vault_privileged_access":                        objectOrNull,
			"express_configuration":                                objectOrNull,
			"my_organization_configuration":                        objectOrNull,
			"identity_assertion_authorization_grant":               objectOrNull,
			"fedcm_login":                                          objectOrNull,
			"third_party_security_mode":                            text,
			"redirection_policy":                                   text,
		},
	}
	if update {
		s.minProperties = 1
	} else {
		s.required = []string{"name"}
	}
	return s
}

func appTypes() []string {
	return []string{"native", "spa", "regular_web", "non_interactive", "resource_server", "express_configuration", "rms", "box",
		"cloudbees", "concur", "dropbox", "mscrm", "echosign", "egnyte", "newrelic", "office365", "salesforce", "sentry",
		"sharepoint", "slack", "springcm", "zendesk", "zoom", "sso_integration", "oag"}
}

// checkClient refuses what no single field shows: it sees the application as
// it would be.
func checkClient(fields map[string]any) *apiError {
	for _, grant := range list(fields["grant_types"]) {
		public := fields["token_endpoint_auth_method"] == "none"
		if !slices.Contains(grantTypes(), grant) || public && grant == "client_credentials" {
			refusal := invalidBody("Invalid grant types: " + grant)
			return &refusal
		}
	}
	metadata, _ := fields["client_metadata"].(map[string]any)
	if n := len(metadata); n > 10 {
		return metadataRefusal("Too many properties defined (%d), maximum 10", n)
	}
	for name := range metadata {
		if n := utf8.RuneCountInString(name); n > 255 {
			return metadataRefusal("String is too long (%d chars), maximum 255", n)
		}
		if !metadataName.MatchString(name) {
			return metadataRefusal("String does not match pattern %s: %s", metadataName, name)
		}
	}
	return nil
}

// metadataName is what a name of the metadata is made of (the field's
// description in Auth0's OpenAPI).
var metadataName = regexp.MustCompile(`^[A-Za-z0-9:,\-+=_*?"/\\()<>@\t ]+$`)

func metadataRefusal(format string, values ...any) *apiError {
	refusal := invalidBody(payloadError(problem{text: fmt.Sprintf(format, values...), property: "client_metadata"}))
	return &refusal
}
