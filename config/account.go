package config

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/internal/text"
)

// A ServiceAccount is the Machine-to-Machine application with which Pomerium
// 0.11 to 0.19 reads the roles of a tenant.
type ServiceAccount struct {
	ClientID string
	Secret   secret.Secret
	// Domain is the tenant's own domain where idp_provider_url is a custom
	// one, whose host is no audience of the Management API. Empty otherwise.
	Domain string
}

// Encode is the account as the value of idp_service_account: compact JSON in
// padded standard base64 on one line, the one form that all of 0.11 to 0.19
// read.
func (a ServiceAccount) Encode() secret.Secret {
	var plain bytes.Buffer
	encoder := json.NewEncoder(&plain)
	encoder.SetEscapeHTML(false)
	// Nothing of these three strings can fail to encode.
	_ = encoder.Encode(struct {
		ClientID string `json:"client_id"`
		Secret   string `json:"secret"`
		Domain   string `json:"domain,omitempty"`
	}{a.ClientID, a.Secret.Reveal(), a.Domain})
	return secret.New(base64.StdEncoding.EncodeToString(bytes.TrimSpace(plain.Bytes())))
}

// DecodeServiceAccount reads a value of idp_service_account as Pomerium 0.19
// does (internal/directory/auth0/auth0.go and internal/encoding/json.go of
// v0.19.2): base64 of JSON, line-wrapped or not, or the JSON itself. An error
// says what Pomerium stumbles over, and nothing of the value.
func DecodeServiceAccount(value secret.Secret) (ServiceAccount, error) {
	plain := strings.TrimSpace(value.Reveal())
	if plain == "" {
		return ServiceAccount{}, errors.New("idp_service_account is empty")
	}
	if !strings.HasPrefix(plain, "{") {
		decoded, err := base64.StdEncoding.DecodeString(plain)
		if err != nil {
			return ServiceAccount{}, fmt.Errorf("idp_service_account is not base64 as Pomerium reads it: %s", whyNotBase64(plain))
		}
		plain = string(decoded)
	}
	var fields struct {
		ClientID     string `json:"client_id"`
		Secret       string `json:"secret"`
		ClientSecret string `json:"client_secret"`
		Domain       string `json:"domain"`
	}
	if err := json.Unmarshal([]byte(plain), &fields); err != nil {
		return ServiceAccount{}, fmt.Errorf("idp_service_account does not hold JSON: %s", whyNotJSON(plain))
	}
	if fields.Secret == "" {
		fields.Secret = fields.ClientSecret
	}
	switch {
	case fields.ClientID == "":
		return ServiceAccount{}, errors.New("idp_service_account holds no client_id (the name is written with an underscore)")
	case fields.Secret == "":
		return ServiceAccount{}, errors.New("idp_service_account holds no secret")
	}
	return ServiceAccount{
		ClientID: text.Line(fields.ClientID),
		Secret:   secret.New(fields.Secret),
		Domain:   text.Line(fields.Domain),
	}, nil
}

func whyNotBase64(s string) string {
	unwrapped := strings.NewReplacer("\r", "", "\n", "").Replace(s)
	_, unpadded := base64.RawStdEncoding.DecodeString(unwrapped)
	switch {
	case strings.ContainsAny(unwrapped, " \t"):
		return "blanks stand in it, as when a wrapped value was folded into one line"
	case strings.ContainsAny(unwrapped, "-_"):
		return "it is in the alphabet for URLs, with - and _ where + and / belong"
	case unpadded == nil:
		return "the = signs at its end are missing"
	}
	return "it holds characters that base64 does not have, or was cut off"
}

func whyNotJSON(s string) string {
	switch {
	case strings.HasPrefix(s, "\ufeff"):
		return "a byte order mark stands before it"
	case strings.HasPrefix(s, "eyJ") || strings.HasPrefix(s, "ew"):
		return "it was put into base64 twice"
	}
	return `it must be {"client_id":"…","secret":"…"} before it is put into base64`
}

// documentedForm reports whether value is written as every version of 0.11 to
// 0.19 reads it. The other forms came with 0.16.3.
func documentedForm(value secret.Secret) bool {
	decoded, err := base64.StdEncoding.DecodeString(value.Reveal())
	if err != nil {
		return false
	}
	var fields struct {
		Secret string `json:"secret"`
	}
	return json.Unmarshal(decoded, &fields) == nil && fields.Secret != ""
}
