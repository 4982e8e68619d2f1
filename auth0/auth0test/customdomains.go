package auth0test

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
)

// A CustomDomain is another name under which the tenant answers, with that name
// as issuer. The Management API's audience stays the tenant's own.
type CustomDomain struct {
	// Domain is the name. On loopback it is HOST:PORT, where New listens too if
	// it is ready: port 0 is any free one.
	Domain string
	// Status is one of Auth0's: ready, which empty stands for, pending,
	// pending_verification, failed or disabled. Only at a ready one does the
	// tenant answer.
	Status string

	id string
}

func (c CustomDomain) ready() bool { return c.Status == "ready" }

// CustomDomains returns the tenant's other names, with the ports that they got.
func (t *Tenant) CustomDomains() []CustomDomain { return slices.Clone(t.customs) }

func withIDs(domains []CustomDomain) []CustomDomain {
	domains = slices.Clone(domains)
	for i := range domains {
		domains[i].id = "cd_" + randomText(16)
		if domains[i].Status == "" {
			domains[i].Status = "ready"
		}
	}
	return domains
}

// listenAtCustom listens at those names that are on loopback.
func listenAtCustom(domains []CustomDomain) ([]CustomDomain, []net.Listener, error) {
	domains = slices.Clone(domains)
	var listeners []net.Listener
	for i, custom := range domains {
		host, _, err := net.SplitHostPort(custom.Domain)
		if err != nil || custom.Status != "" && !custom.ready() {
			continue // a name without a port leads here by DialContext only
		}
		if err := onLoopback(custom.Domain); err != nil {
			return nil, nil, errors.Join(err, closeAll(listeners))
		}
		listener, err := net.Listen("tcp", custom.Domain)
		if err != nil {
			return nil, nil, errors.Join(fmt.Errorf("the stand-in tenant cannot listen on %s: %w", custom.Domain, err), closeAll(listeners))
		}
		listeners = append(listeners, listener)
		_, port, _ := net.SplitHostPort(listener.Addr().String())
		domains[i].Domain = net.JoinHostPort(host, port)
	}
	return domains, listeners, nil
}

func closeAll(listeners []net.Listener) error {
	var errs []error
	for _, listener := range listeners {
		errs = append(errs, listener.Close())
	}
	return errors.Join(errs...)
}

// custom is the custom domain that a request came to.
func (t *Tenant) custom(r *http.Request) (CustomDomain, bool) {
	i := slices.IndexFunc(t.customs, func(c CustomDomain) bool { return strings.EqualFold(c.Domain, r.Host) })
	if i < 0 {
		return CustomDomain{}, false
	}
	return t.customs[i], true
}

// host is the name that a request came to: a custom domain, else the tenant's
// own.
func (t *Tenant) host(r *http.Request) string {
	if custom, is := t.custom(r); is {
		return custom.Domain
	}
	return t.domain
}

// named turns requests to a name away that is not ready.
func (t *Tenant) named(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if custom, is := t.custom(r); is && !custom.ready() {
			http.Error(w, "Not Found", http.StatusNotFound)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// listCustomDomains is GET /api/v2/custom-domains: a bare list, or, by
// checkpoint, an object. Keys and values are those of a recording of 2026.
func (t *Tenant) listCustomDomains(c call) answer {
	s := fieldsQuery()
	paging := pagingQuery(0, nil).properties
	s.properties["from"], s.properties["take"] = paging["from"], paging["take"]
	q, refusal := readQuery(c, s)
	if refusal != nil {
		return *refusal
	}
	rows := []row{}
	for i, custom := range t.customs {
		verification := map[string]any{"methods": []any{map[string]any{
			"name": "CNAME", "record": t.domain + "-" + strings.ReplaceAll(strings.ToLower(custom.id), "_", "-") + ".edge.tenants.eu.auth0.com",
			"domain": custom.Domain,
		}}}
		rows = append(rows, row{custom.id, q.pick(map[string]any{
			"custom_domain_id": custom.id, "domain": custom.Domain, "primary": i == 0, "is_default": false, "status": custom.Status,
			"type": "auth0_managed_certs", "tls_policy": "recommended", "verification": verification, "domain_metadata": map[string]any{},
		})})
	}
	if q.has("take") || q.has("from") {
		return q.checkpoint("custom_domains", rows)
	}
	return jsonAnswer{http.StatusOK, valuesOf(rows)}
}
