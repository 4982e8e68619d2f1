package auth0

import (
	"encoding/json"
	"mime"
	"net/http"
)

// picked is the checked body of a good answer: what its endpoint's shape keeps.
// Anything else is an error, with the raw answer where there is one.
func (a *answer) picked() ([]byte, error) {
	of, err := endpoint(a.request)
	if err != nil {
		return nil, err
	}
	switch {
	case a.status >= 300 && a.status < 400:
		to := "an address it does not name"
		if location, err := a.request.URL.Parse(a.header.Get("Location")); err == nil && location.Host != "" {
			to = shown(location.Host)
		}
		return nil, &Redirected{Host: a.request.URL.Host, To: to}
	case a.status >= 400:
		return nil, a.refusal()
	case of == nil && a.status == http.StatusNoContent:
		return nil, nil
	case of == nil:
		return nil, a.useless("204 No Content was expected")
	case !json.Valid(a.body):
		return nil, a.useless(a.whatItIs())
	}
	body, err := pick(a.body, of)
	if err != nil {
		return nil, a.useless(err.Error())
	}
	return body, nil
}

// decode decodes a good answer into a struct.
func (a *answer) decode(into any) error {
	body, err := a.picked()
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, into); err != nil {
		return a.useless("it can't be decoded") // the error may quote a value
	}
	return nil
}

// whatItIs names an answer that isn't JSON.
func (a *answer) whatItIs() string {
	kind, _, _ := mime.ParseMediaType(a.header.Get("Content-Type"))
	switch {
	case len(a.body) == 0:
		return "it is empty"
	case kind == "application/json":
		return "its JSON breaks off"
	case kind == "":
		return "it is no JSON"
	default:
		return "it is " + shown(kind) + ", not JSON"
	}
}

func (a *answer) useless(why string) error {
	err := &Unreadable{Host: a.request.URL.Host, Why: why, raw: a.raw()}
	if isWrite(a.request) {
		return &MayHaveHappened{Method: a.request.Method, Path: a.request.URL.Path, Err: err}
	}
	return err
}
