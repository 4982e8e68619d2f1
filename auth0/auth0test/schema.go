package auth0test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// schema is the part of JSON Schema that Auth0's descriptions of applications
// and grants use. What does not fit is answered in the words of z-schema, the
// validator whose texts Auth0's refusals show.
type schema struct {
	kind string // string, boolean, integer, array, object; empty takes any
	null bool   // null is taken too
	// description stands in brackets behind the property in a refusal.
	description string

	enum      []string
	minLength int
	maxLength int
	pattern   *regexp.Regexp
	format    format
	minimum   int
	maximum   int // 0: none

	items *schema // of an array

	properties    map[string]*schema // of an object
	required      []string
	additional    *schema // of an object's other properties; nil: there are none
	minProperties int
	maxProperties int // 0: any number
}

// A format is a named rule that a string keeps.
type format struct {
	name string
	ok   func(string) bool
}

// A problem is the first thing about a value that its schema refuses.
type problem struct {
	text        string
	property    string // such as callbacks[0]; empty for the whole body
	description string
}

func payloadError(p problem) string { return validationError("Payload", p) }
func queryError(p problem) string   { return validationError("Query", p) }

func validationError(what string, p problem) string {
	text := what + " validation error: '" + p.text + "'"
	if p.property != "" {
		text += " on property " + p.property
		if p.description != "" {
			text += " (" + p.description + ")"
		}
	}
	return text + "."
}

// check returns what is wrong with value, nil when nothing is.
func (s *schema) check(value any, property string) *problem {
	refuse := func(format string, values ...any) *problem {
		return &problem{fmt.Sprintf(format, values...), property, s.description}
	}
	if value == nil && s.null {
		return nil
	}
	if found := typeName(value); s.kind != "" && found != s.kind {
		return refuse("Expected type %s but found type %s", s.kind, found)
	}
	switch value := value.(type) {
	case string:
		return s.checkString(value, refuse)
	case float64:
		switch {
		case int(value) < s.minimum:
			return refuse("Value %v is less than minimum %d", value, s.minimum)
		case s.maximum != 0 && int(value) > s.maximum:
			return refuse("Value %v is greater than maximum %d", value, s.maximum)
		}
	case []any:
		if s.items == nil {
			return nil
		}
		for i, item := range value {
			if p := s.items.check(item, property+"["+strconv.Itoa(i)+"]"); p != nil {
				return p
			}
		}
	case map[string]any:
		return s.checkObject(value, property, refuse)
	}
	return nil
}

func (s *schema) checkString(value string, refuse func(string, ...any) *problem) *problem {
	length := utf8.RuneCountInString(value)
	switch {
	case s.enum != nil && !slices.Contains(s.enum, value):
		return refuse("No enum match for: %s", value)
	case length < s.minLength:
		return refuse("String is too short (%d chars), minimum %d", length, s.minLength)
	case s.maxLength != 0 && length > s.maxLength:
		return refuse("String is too long (%d chars), maximum %d", length, s.maxLength)
	case s.pattern != nil && !s.pattern.MatchString(value):
		return refuse("String does not match pattern %s: %s", s.pattern, value)
	case s.format.ok != nil && !s.format.ok(value):
		return refuse("Object didn't pass validation for format %s: %s", s.format.name, value)
	}
	return nil
}

func (s *schema) checkObject(value map[string]any, property string, refuse func(string, ...any) *problem) *problem {
	if s.properties == nil && s.additional == nil {
		return nil // an object whose inside is not described here
	}
	switch {
	case len(value) < s.minProperties:
		return refuse("Too few properties defined (%d), minimum %d", len(value), s.minProperties)
	case s.maxProperties != 0 && len(value) > s.maxProperties:
		return refuse("Too many properties defined (%d), maximum %d", len(value), s.maxProperties)
	}
	for _, name := range s.required {
		if _, ok := value[name]; !ok {
			return refuse("Missing required property: %s", name)
		}
	}
	names := slices.Sorted(maps.Keys(value))
	if s.additional == nil {
		unknown := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return s.properties[name] != nil })
		if len(unknown) > 0 {
			return refuse("Additional properties not allowed: %s", strings.Join(unknown, ","))
		}
	}
	for _, name := range names {
		of := s.properties[name]
		if of == nil {
			of = s.additional
		}
		inner := name
		if property != "" {
			inner = property + "." + name
		}
		if p := of.check(value[name], inner); p != nil {
			return p
		}
	}
	return nil
}

func typeName(value any) string {
	switch value := value.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case float64:
		if value == float64(int64(value)) {
			return "integer"
		}
		return "number"
	case string:
		return "string"
	case []any:
		return "array"
	}
	return "object"
}
