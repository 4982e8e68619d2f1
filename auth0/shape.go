package auth0

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
)

// A shape checks a decoded JSON value and returns the part of it that this
// program relies on. A missing field is a nil value. At says where the value
// is, for the error: "clients[3].client_id".
//
// Every good answer of Auth0 passes through one before anything decodes it into
// a struct. Decoding straight into structs accepts too much: null leaves a
// pointer nil, a list may hold null, and the names of fields match in any case,
// so that "Clients" overwrites "clients".
type shape func(value any, at string) (any, error)

// nonsense is what is wrong with an answer that is valid JSON.
type nonsense string

func (n nonsense) Error() string { return string(n) }

func wrong(value any, at, want string) error {
	if at == "" {
		at = "it"
	}
	if value == nil {
		return nonsense(at + " is missing")
	}
	return nonsense(fmt.Sprintf("%s is %s instead of %s", at, jsonKind(value), want))
}

func jsonKind(value any) string {
	switch value.(type) {
	case nil:
		return "null"
	case bool:
		return "true or false"
	case string:
		return "a text"
	case json.Number:
		return "a number"
	case []any:
		return "a list"
	default:
		return "an object"
	}
}

// words is any text.
func words(value any, at string) (any, error) {
	if s, is := value.(string); is {
		return s, nil
	}
	return nil, wrong(value, at, "a text")
}

// word is an ID, a secret or a token: printable ASCII without a space.
func word(value any, at string) (any, error) {
	s, is := value.(string)
	if !is {
		return nil, wrong(value, at, "a text")
	}
	if s == "" {
		return nil, nonsense(at + " is empty")
	}
	for _, c := range []byte(s) {
		if c <= ' ' || c > '~' {
			return nil, nonsense(at + " holds characters that it can't have")
		}
	}
	return s, nil
}

func yesOrNo(value any, at string) (any, error) {
	if b, is := value.(bool); is {
		return b, nil
	}
	return nil, wrong(value, at, "true or false")
}

// count is a whole number from 0 to a billion. Older tenants write some as text.
func count(value any, at string) (any, error) {
	written := ""
	switch value := value.(type) {
	case json.Number:
		written = value.String()
	case string:
		written = value
	default:
		return nil, wrong(value, at, "a number")
	}
	n, err := strconv.Atoi(written)
	if err != nil || n < 0 || n > 1e9 {
		return nil, nonsense(at + " isn't a whole number of a usual size")
	}
	return n, nil
}

// optional also accepts null, and that the value is missing.
func optional(of shape) shape {
	return func(value any, at string) (any, error) {
		if value == nil {
			return nil, nil
		}
		return of(value, at)
	}
}

// listOf is a list, each of whose entries is checked.
func listOf(of shape) shape {
	return func(value any, at string) (any, error) {
		list, is := value.([]any)
		if !is {
			return nil, wrong(value, at, "a list")
		}
		checked := make([]any, len(list))
		for i, entry := range list {
			place := fmt.Sprintf("%s[%d]", at, i)
			if entry == nil {
				return nil, nonsense(place + " is null")
			}
			var err error
			if checked[i], err = of(entry, place); err != nil {
				return nil, err
			}
		}
		return checked, nil
	}
}

// object is an object of which only these fields are kept.
type object map[string]shape

func (o object) shape(value any, at string) (any, error) {
	fields, is := value.(map[string]any)
	if !is {
		return nil, wrong(value, at, "an object")
	}
	checked := map[string]any{}
	for name, of := range o {
		place := name
		if at != "" {
			place = at + "." + name
		}
		field, err := of(fields[name], place)
		if err != nil {
			return nil, err
		}
		if field != nil {
			checked[name] = field
		}
	}
	return checked, nil
}

// andMore keeps the other fields of the object as they are.
func (o object) andMore(value any, at string) (any, error) {
	checked, err := o.shape(value, at)
	if err != nil {
		return nil, err
	}
	all := checked.(map[string]any)
	for name, field := range value.(map[string]any) {
		if _, known := o[name]; !known {
			all[name] = field
		}
	}
	return all, nil
}

// pick decodes JSON, checks it, and encodes what the shape keeps of it. The
// error is a nonsense. Decoding bounds the depth itself.
func pick(body []byte, of shape) ([]byte, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber() // large numbers stay as they are
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, nonsense("its JSON breaks off")
	}
	if value == nil {
		return nil, nonsense("it is null")
	}
	checked, err := of(value, "")
	if err != nil {
		return nil, err
	}
	return json.Marshal(checked)
}
