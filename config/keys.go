package config

import "strings"

// The top-level keys that this package reads or writes, as the options of
// Pomerium are named (config/options.go of Pomerium 0.19 and 0.33).
const (
	keyAuthenticateURL  = "authenticate_service_url"
	keyCallbackPath     = "authenticate_callback_path"
	keySignOutRedirect  = "signout_redirect_url"
	keyProvider         = "idp_provider"
	keyProviderURL      = "idp_provider_url"
	keyClientID         = "idp_client_id"
	keyClientSecret     = "idp_client_secret"
	keyClientSecretFile = "idp_client_secret_file"
	keyScopes           = "idp_scopes"
	keyRequestParams    = "idp_request_params"
	keyServiceAccount   = "idp_service_account"
	keyCookieSecret     = "cookie_secret"
	keyCookieFile       = "cookie_secret_file"
	keySharedSecret     = "shared_secret"
	keySharedFile       = "shared_secret_file"
	keyAddress          = "address"
	keyInsecure         = "insecure_server"
	keyServices         = "services"
	keyStorage          = "databroker_storage_type"
	keyForwardAuth      = "forward_auth_url"

	// misspeltAccount stands in the example of Pomerium's own Auth0 page of
	// 0.17 to 0.19. Pomerium logs it as unknown and ignores it.
	misspeltAccount = "idp_service_acount"

	// auth0 is the provider; Pomerium compares its name with case.
	auth0 = "auth0"
)

// refusedKeys are those that 0.20 and newer refuse to start with ("config
// option was removed"; Pomerium's upgrade guide, IdP Directory Sync).
func refusedKeys() []string {
	return []string{keyServiceAccount, "idp_refresh_directory_timeout", "idp_refresh_directory_interval", "idp_qps"}
}

// certificateKeys name a file each.
func certificateKeys() []string {
	return []string{"certificate_file", "certificate_key_file", "certificate_authority_file", "client_ca_file", "signing_key_file"}
}

// ownKeys are the keys whose misspelling would matter here.
func ownKeys() []string {
	return []string{
		keyAuthenticateURL, keyCallbackPath, keySignOutRedirect, keyProvider, keyProviderURL, keyClientID, keyClientSecret,
		keyClientSecretFile, keyScopes, keyRequestParams, keyCookieSecret, keyCookieFile, keySharedSecret, keySharedFile,
		"routes", "policy", "certificates",
	}
}

// otherKeys are further options of Pomerium, and families of them, by which a
// file is known to be a configuration.
const otherKeys = ` access_log_fields address audit_key authenticate_internal_service_url authorize_internal_service_url
	authorize_log_fields authorize_service_url authorize_service_urls bearer_token_format branding certificate
	certificate_authority certificate_authority_file certificate_file certificate_key certificate_key_file
	circuit_breaker_thresholds client_ca client_ca_file client_crl client_crl_file codec_type cookie_domain cookie_expire
	cookie_http_only cookie_name cookie_same_site cookie_secure debug debug_address default_upstream_timeout
	dns_lookup_family downstream_mtls forward_auth_url google_cloud_serverless_authentication_service_account
	grpc_address grpc_client_dns_roundrobin grpc_client_timeout grpc_insecure headers health_check_addr
	health_check_systemd_disabled http_redirect_addr idp_access_token_allowed_audiences insecure_server installation_id
	jwt_claims_headers jwt_groups_filter jwt_issuer_format log_level override_certificate_name pass_identity_headers
	policy_file pomerium_debug programmatic_redirect_domain_whitelist proxy_log_level runtime_flags services
	set_response_headers signing_key signing_key_algorithm signing_key_file skip_xff_append timeout_idle timeout_read
	timeout_write tls_derive use_proxy_protocol xff_num_trusted_hops `

// isKnownKey reports whether a top-level key, in lower case, is one that some
// version of Pomerium reads.
func isKnownKey(name string) bool {
	for _, family := range []string{"autocert", "databroker_", "envoy_", "metrics_", "otel_", "ssh_", "tracing_", "dns_", "mcp_"} {
		if strings.HasPrefix(name, family) {
			return true
		}
	}
	for _, keys := range [][]string{ownKeys(), refusedKeys(), strings.Fields(otherKeys)} {
		for _, key := range keys {
			if key == name {
				return true
			}
		}
	}
	return false
}

// meantKey is the key that an unknown one is probably a misspelling of, ""
// for none: one or two letters more, fewer, other or exchanged.
func meantKey(name string) string {
	if name == misspeltAccount {
		return keyServiceAccount
	}
	for _, key := range ownKeys() {
		if len(key) > 6 && distance(name, key) <= 2 {
			return key
		}
	}
	return ""
}

// distance is the least number of letters to add, leave out or replace that
// makes b of a (Levenshtein), or 3 where it is more than two by length alone.
func distance(a, b string) int {
	if len(a)-len(b) > 2 || len(b)-len(a) > 2 {
		return 3
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := corner
			if a[i] != b[j] {
				cost++
			}
			corner = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
