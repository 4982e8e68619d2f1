package auth0test

import (
	"encoding/base64"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// query holds the parameters of a list after they were found well-formed.
type query struct{ url.Values }

func (q query) has(name string) bool { return q.Values.Has(name) }

func (q query) flag(name string) bool { return q.Get(name) == "true" }

func (q query) number(name string, otherwise int) int {
	if n, err := strconv.Atoi(q.Get(name)); err == nil {
		return n
	}
	return otherwise
}

// readQuery reads the parameters that s describes, and no others. Text of the
// form of a number or truth value is read as one where s asks for it.
func readQuery(c call, s *schema) (query, *apiError) {
	values := c.URL.Query()
	object := map[string]any{}
	for name := range values {
		object[name] = values.Get(name)
		of := s.properties[name]
		if of == nil {
			continue
		}
		switch of.kind {
		case "integer":
			if n, err := strconv.Atoi(values.Get(name)); err == nil {
				object[name] = float64(n)
			}
		case "boolean":
			if b := values.Get(name); b == "true" || b == "false" {
				object[name] = b == "true"
			}
		}
	}
	if p := s.check(object, ""); p != nil {
		return query{}, &apiError{status: http.StatusBadRequest, message: queryError(*p), code: "invalid_query_string"}
	}
	return query{values}, nil
}

// fieldsQuery describes the parameters of GET /api/v2/clients/{id}.
func fieldsQuery() *schema {
	return &schema{kind: "object", properties: map[string]*schema{
		"fields":         {kind: "string", pattern: regexp.MustCompile(`^((([A-Za-z0-9_])+)(\.([A-Za-z0-9_])+)?)(,(([A-Za-z0-9_])+)(\.([A-Za-z0-9_])+)?)*$`)},
		"include_fields": {kind: "boolean"},
	}}
}

// pagingQuery describes the parameters of every list, with a page of at least
// minPerPage, and more.
func pagingQuery(minPerPage int, more map[string]*schema) *schema {
	s := &schema{kind: "object", properties: map[string]*schema{
		"page":           {kind: "integer", minimum: 0},
		"per_page":       {kind: "integer", minimum: minPerPage, maximum: 100},
		"include_totals": {kind: "boolean"},
		"from":           {kind: "string"},
		"take":           {kind: "integer", minimum: 1, maximum: 100},
	}}
	maps.Copy(s.properties, more)
	return s
}

func clientsQuery() *schema {
	s := pagingQuery(0, fieldsQuery().properties)
	s.properties["is_global"] = &schema{kind: "boolean"}
	s.properties["is_first_party"] = &schema{kind: "boolean"}
	s.properties["app_type"] = &schema{kind: "string"}
	return s
}

func grantsQuery() *schema {
	return pagingQuery(1, map[string]*schema{
		"audience":               {kind: "string"},
		"client_id":              {kind: "string"},
		"allow_any_organization": {kind: "boolean"},
		"subject_type":           {kind: "string", enum: []string{"client", "user"}},
	})
}

// pick returns the fields that were asked for, or all but those.
func (q query) pick(fields map[string]any) map[string]any {
	if !q.has("fields") {
		return fields
	}
	include := !q.has("include_fields") || q.flag("include_fields")
	named := strings.Split(q.Get("fields"), ",")
	maps.DeleteFunc(fields, func(name string, _ any) bool { return slices.Contains(named, name) != include })
	return fields
}

// A row is one object of a list.
type row struct {
	id    string
	value map[string]any
}

// maxRecord is how far offset paging reaches.
const maxRecord = 1000

// page returns one page of rows: by checkpoint when take or from is given,
// which win over page, per_page and include_totals, else by offset.
func (q query) page(name string, rows []row) answer {
	if q.has("take") || q.has("from") {
		return q.checkpoint(name, rows)
	}
	size := q.number("per_page", 50)
	start := q.number("page", 0) * size
	if start+size > maxRecord {
		return errPaging
	}
	values := valuesOf(rows[min(start, len(rows)):min(start+size, len(rows))])
	if !q.flag("include_totals") {
		return jsonAnswer{http.StatusOK, values}
	}
	return jsonAnswer{http.StatusOK, map[string]any{"total": len(rows), "start": start, "limit": size, name: values}}
}

// checkpoint pages by the ID of the last row, hidden in base64. The last page
// has no next.
func (q query) checkpoint(name string, rows []row) answer {
	if q.has("from") {
		last, err := base64.StdEncoding.DecodeString(q.Get("from"))
		at := slices.IndexFunc(rows, func(r row) bool { return r.id == string(last) })
		if err != nil || at < 0 {
			return apiError{status: http.StatusBadRequest, message: "Invalid from parameter", code: "invalid_paging"}
		}
		rows = rows[at+1:]
	}
	take := q.number("take", 50)
	body := map[string]any{name: valuesOf(rows[:min(take, len(rows))])}
	if len(rows) > take {
		body["next"] = base64.StdEncoding.EncodeToString([]byte(rows[take-1].id))
	}
	return jsonAnswer{http.StatusOK, body}
}

func valuesOf(rows []row) []map[string]any {
	values := make([]map[string]any, 0, len(rows)) // never null in JSON
	for _, r := range rows {
		values = append(values, r.value)
	}
	return values
}
